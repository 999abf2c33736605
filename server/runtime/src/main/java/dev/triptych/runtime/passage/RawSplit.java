package dev.triptych.runtime.passage;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.request.SharedRun;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.FanOut;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.tensor.Tensors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * One client's many rows as pieces that leave room for others: none is larger than a batch, all go under one deadline and
 * one cancel, and the answer is whole or not at all. All are admitted before the first is cut off, and what is not
 * submitted yet is promised, so that nobody else's forecast overlooks it. The first failure ends the rest.
 */
final class RawSplit {
    private final LentModel model;
    private final RawGraph graph;
    private final Watch watch;
    private final SharedRun life;
    private final AtomicBoolean refused = new AtomicBoolean();

    RawSplit(RequestImpl request, LentModel model, RawGraph graph, Watch watch) {
        this.model = model;
        this.graph = graph;
        this.watch = watch;
        this.life = SharedRun.of(request);
    }

    /** How many rows a piece has; all of them where rows cannot be told apart or fit into one batch. */
    static int pieceRows(RawGraph graph, int rows, Tensors inputs) {
        if (rows <= 1 || !(graph.stage() instanceof StageImpl stage) || !cuttable(graph)) {
            return rows;
        }
        return stage.sliceRows(rows, inputs);
    }

    private static boolean cuttable(RawGraph graph) {
        return graph.outputs().stream().allMatch(port -> port.batchAxis() != Port.NO_BATCH)
                && Stream.concat(graph.inputs().stream(), graph.outputs().stream())
                        .allMatch(port -> port.type().fixedWidth());
    }

    /** Whether it was turned away; known once {@link #run} has returned. */
    boolean refused() {
        return refused.get();
    }

    /** Runs all rows in pieces; owns the inputs. */
    CompletionStage<Tensors> run(int rows, int pieceRows, Tensors inputs) {
        CallImpl first = new CallImpl(life.request(), model.guard(), watch, false).cut();
        CallImpl further = new CallImpl(life.request(), model.guard(), watch, true).cut();
        StageImpl stage = (StageImpl) graph.stage();
        Plan.Use piece;
        long offered = first.nanos();
        try {
            piece = stage.use(pieceRows, inputs);
            TaskException late = stage.late(first, piece, rows);
            if (late != null) {
                throw late;
            }
        } catch (TaskException e) {
            refused.set(true);
            inputs.close();
            return CompletableFuture.failedFuture(e);
        }
        Runnable begun = () -> promise(stage, further, piece, (rows - 1) / pieceRows);
        RowCutter cutter = new RowCutter(graph.inputs(), inputs, further.tensors());
        RowGatherer gatherer = new RowGatherer(graph.outputs(), rows, further.tensors());
        Stage pieces = new Pieces(stage, pieceRows, first, further, life, begun, refused, new AtomicBoolean());
        return FanOut.run(further, pieces, rows, cutter::rows, (from, count, outputs) -> gatherer.add(from, outputs))
                .handle((done, failure) -> {
                    further.end();
                    stage.ended(failure == null, rows, first.nanos() - offered);
                    try (inputs;
                            gatherer) {
                        if (failure != null) {
                            // What ended the pieces first, not what that did to the others.
                            RequestImpl run = life.request();
                            throw run.live() ? RawPassage.reasoned(failure) : run.ending("", 0);
                        }
                        return gatherer.all();
                    }
                });
    }

    // Each is kept when a piece is submitted, what is left when all has ended.
    private static void promise(StageImpl stage, CallImpl call, Plan.Use piece, int pieces) {
        if (!stage.predicts(piece)) {
            return;
        }
        for (int i = 0; i < pieces; i++) {
            call.promise(stage.name(), stage.promise(call.flow(), piece, call.deadlineNanos()));
        }
    }

    /**
     * A stage that takes pieces: the first is bounded like any new submission, the rest belongs to it.
     *
     * @param begun run when the first was taken
     * @param refused set when it was not
     * @param any whether the first was submitted
     */
    private record Pieces(
            Stage stage,
            int maxRows,
            Call first,
            Call further,
            SharedRun life,
            Runnable begun,
            AtomicBoolean refused,
            AtomicBoolean any)
            implements Stage {
        @Override
        public String name() {
            return stage.name();
        }

        @Override
        public Graph graph() {
            return stage.graph();
        }

        @Override
        public int window() {
            return Math.max(stage.window(), 2 * maxRows);
        }

        @Override
        public CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs) {
            boolean opening = any.compareAndSet(false, true);
            CompletionStage<Tensors> result = stage.submit(opening ? first : further, rows, inputs);
            if (opening && result.toCompletableFuture().isCompletedExceptionally()) {
                refused.set(true);
            } else if (opening) {
                begun.run();
            }
            return result.whenComplete((outputs, failure) -> {
                if (failure != null) {
                    TaskException reason = RawPassage.reasoned(failure);
                    life.abandon(reason);
                }
            });
        }
    }
}
