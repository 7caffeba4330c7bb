package io.github.keepalive.sample;

import java.util.List;

import org.springframework.web.client.RestClient;

/**
 * One side of the comparison.
 *
 * @param id value of the request header its requests and connections are counted by
 * @param name name for readers
 * @param users a client for each virtual user, with pooled connections of its own
 */
record Contender(String id, String name, List<RestClient> users) {

}
