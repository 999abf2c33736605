package dev.triptych.simulation.engine;

import java.util.List;

/**
 * One item of a request on its way through the stages.
 *
 * @param lengths what it occupies on padded axes
 * @param bad whether any batch of the last stage fails with it
 */
record Item(Request request, List<Integer> lengths, boolean bad) {
    /** Whether a batch of this stage fails with it. */
    boolean breaks(Stage stage) {
        List<Stage> steps = request.traffic().steps();
        return bad && steps.get(steps.size() - 1) == stage;
    }
}
