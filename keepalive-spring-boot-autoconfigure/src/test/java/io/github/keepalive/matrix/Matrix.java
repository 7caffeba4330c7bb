package io.github.keepalive.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.keepalive.matrix.Lab.Observation;

/**
 * Runs all cases: the transports side by side, each with an application of its own; the
 * cases of one transport one after the other, except those that only wait.
 */
final class Matrix {

	private Matrix() {
	}

	static List<Observation> run() throws Exception {
		List<Lab> labs = new ArrayList<>();
		try {
			List<Callable<List<Observation>>> parts = new ArrayList<>();
			for (Transport transport : Transport.values()) {
				Lab lab = new Lab(transport);
				labs.add(lab);
				parts.add(() -> run(transport, lab));
			}
			return inParallel(parts).stream().flatMap(List::stream).toList();
		}
		finally {
			// Not before all are done: a context that is closed takes Reactor Netty's
			// global event loops along, and with them the connections of the others.
			labs.forEach(Lab::close);
		}
	}

	private static List<Observation> run(Transport transport, Lab lab) throws Exception {
		List<Callable<List<Observation>>> parts = new ArrayList<>();
		parts.add(() -> cells(transport, false).stream().map(lab::run).toList());
		cells(transport, true).forEach((cell) -> parts.add(() -> List.of(lab.run(cell))));
		return inParallel(parts).stream().flatMap(List::stream).toList();
	}

	private static List<Cell> cells(Transport transport, boolean waiting) {
		List<Cell> cells = new ArrayList<>(Cell.of(transport, false));
		cells.addAll(Cell.of(transport, true));
		return cells.stream()
			.filter((cell) -> (cell.fault() == Fault.HANG) == waiting)
			.filter((cell) -> Oracle.of(cell).possible())
			.toList();
	}

	private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : executor.invokeAll(tasks)) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
