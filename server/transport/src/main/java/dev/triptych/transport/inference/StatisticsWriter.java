package dev.triptych.transport.inference;

import dev.triptych.inference.InferBatchStatistics;
import dev.triptych.inference.InferStatistics;
import dev.triptych.inference.ModelStatistics;
import dev.triptych.inference.StatisticDuration;
import dev.triptych.runtime.serving.ModelTotals;
import dev.triptych.runtime.serving.Span;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.runtime.serving.StageTotals.BatchTotals;
import dev.triptych.scheduling.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Writes running totals in Triton's words.
 *
 * <p>A raw graph's are those of its stage, whoever used it: calls of this protocol and, for a typed model, its tasks too.
 * A typed model's requests are its items, by whichever API they came; its times are the sums of its stages'. Its hits are
 * items that needed no run of their own. Batches by size stand with the graphs alone, since those of different stages do not
 * add up.
 */
final class StatisticsWriter {
    private final Ticker ticker;
    private final InstantSource clock;

    /**
     * @param ticker the time in which the core counts
     * @param clock the time in which callers count
     */
    StatisticsWriter(Ticker ticker, InstantSource clock) {
        this.ticker = ticker;
        this.clock = clock;
    }

    /** The totals of a target, out of those of its model. */
    ModelStatistics write(Target target, ModelTotals totals) {
        ModelStatistics.Builder statistics = ModelStatistics.newBuilder()
                .setName(target.name())
                .setVersion(target.listing().version());
        if (target instanceof Target.Raw raw) {
            StageTotals stage = totals.graphs().getOrDefault(raw.graphName(), StageTotals.NONE);
            figures(statistics, List.of(stage), stage.done(), stage.failed(), Span.NONE, 0);
            stage.batches().forEach(batch -> statistics.addBatchStats(batch(batch)));
        } else {
            figures(statistics, totals.stages(), totals.done(), totals.failed(), totals.hits(), totals.misses());
        }
        return statistics.build();
    }

    private void figures(
            ModelStatistics.Builder statistics,
            List<StageTotals> stages,
            Span done,
            Span failed,
            Span hits,
            long misses) {
        // In Triton's dialect the queue counts hits too; perf_analyzer takes a model without them for one that did not
        // run.
        Span queued = stages.stream().map(StageTotals::queue).reduce(new Span(hits.count(), 0), Span::plus);
        statistics
                .setLastInference(last(stages))
                .setInferenceCount(sum(stages, StageTotals::rows))
                .setExecutionCount(sum(stages, StageTotals::executions))
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(duration(done))
                        .setFail(duration(failed))
                        .setQueue(duration(queued))
                        .setComputeInput(total(stages, StageTotals::input))
                        .setComputeInfer(total(stages, StageTotals::infer))
                        .setComputeOutput(total(stages, StageTotals::output))
                        .setCacheHit(duration(hits))
                        .setCacheMiss(duration(new Span(misses, 0))));
    }

    /** Milliseconds since 1970 of the last batch; 0 for never. */
    private long last(List<StageTotals> stages) {
        long offset = clock.millis() * 1_000_000 - ticker.nanos();
        return stages.stream()
                .filter(stage -> !stage.batches().isEmpty())
                .mapToLong(stage -> (stage.lastNanos() + offset) / 1_000_000)
                .max()
                .orElse(0);
    }

    private static InferBatchStatistics batch(BatchTotals batch) {
        return InferBatchStatistics.newBuilder()
                .setBatchSize(batch.rows())
                .setComputeInput(duration(batch.input()))
                .setComputeInfer(duration(batch.infer()))
                .setComputeOutput(duration(batch.output()))
                .build();
    }

    private static long sum(List<StageTotals> stages, ToLongFunction<StageTotals> figure) {
        return stages.stream().mapToLong(figure).sum();
    }

    private static StatisticDuration total(List<StageTotals> stages, Function<StageTotals, Span> figure) {
        return duration(stages.stream().map(figure).reduce(Span.NONE, Span::plus));
    }

    private static StatisticDuration duration(Span span) {
        return StatisticDuration.newBuilder()
                .setCount(span.count())
                .setNs(span.nanos())
                .build();
    }
}
