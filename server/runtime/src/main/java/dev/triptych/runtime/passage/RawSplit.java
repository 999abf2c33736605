package dev.triptych.runtime.passage;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.request.SharedRun;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.FanOut;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.tensor.Tensors;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * One client's many rows as pieces that leave room for others: none is larger than a batch, all go under one deadline and
 * one cancel, and the answer is whole or not at all. The first failure ends the rest.
 */
final class RawSplit {
    private final LentModel model;
    private final RawGraph graph;
    private final SharedRun life;

    RawSplit(RequestImpl request, LentModel model, RawGraph graph) {
        this.model = model;
        this.graph = graph;
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

    /** Runs all rows in pieces; owns the inputs. */
    CompletionStage<Tensors> run(int rows, int pieceRows, Tensors inputs) {
        CallImpl first = new CallImpl(life.request(), model.model(), model.guard(), false);
        CallImpl further = new CallImpl(life.request(), model.model(), model.guard(), true);
        RowCutter cutter = new RowCutter(graph.inputs(), inputs, further.tensors());
        RowGatherer gatherer = new RowGatherer(graph.outputs(), rows, further.tensors());
        Stage pieces = new Pieces(graph.stage(), pieceRows, first, further, life);
        return FanOut.run(further, pieces, rows, cutter::rows, (from, count, outputs) -> gatherer.add(from, outputs))
                .handle((done, failure) -> {
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

    /** A stage that takes pieces: the first is bounded like any new submission, the rest belongs to it. */
    private record Pieces(Stage stage, int maxRows, Call first, Call further, SharedRun life, AtomicBoolean begun)
            implements Stage {
        Pieces(Stage stage, int maxRows, Call first, Call further, SharedRun life) {
            this(stage, maxRows, first, further, life, new AtomicBoolean());
        }

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
            Call own = begun.compareAndSet(false, true) ? first : further;
            return stage.submit(own, rows, inputs).whenComplete((outputs, failure) -> {
                if (failure != null) {
                    TaskException reason = RawPassage.reasoned(failure);
                    life.abandon(reason);
                }
            });
        }
    }
}
