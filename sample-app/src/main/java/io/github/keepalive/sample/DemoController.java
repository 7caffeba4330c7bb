package io.github.keepalive.sample;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/**
 * Starts and follows comparisons from the page.
 */
@RestController
class DemoController {

	private final Demo demo;

	DemoController(Demo demo) {
		this.demo = demo;
	}

	@PostMapping("/demo")
	@ResponseStatus(HttpStatus.ACCEPTED)
	DemoStatus start(@RequestParam(required = false) @Nullable Duration window) {
		if (window != null && !DemoSettings.isWindow(window)) {
			throw new IllegalArgumentException(DemoSettings.WINDOW_RULE);
		}
		return this.demo.start(window);
	}

	@GetMapping("/demo")
	DemoStatus status() {
		return this.demo.status();
	}

	@ExceptionHandler
	ProblemDetail running(DemoRunningException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(ex.getMessage()));
	}

	@ExceptionHandler({ IllegalArgumentException.class, MethodArgumentTypeMismatchException.class })
	ProblemDetail invalid(Exception ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, DemoSettings.WINDOW_RULE);
	}

}
