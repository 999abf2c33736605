package dev.triptych.runtime.serving;

import java.util.List;
import java.util.Map;

/**
 * The running totals of one version since it was loaded; a snapshot.
 *
 * @param done items of the typed tasks that ended well, from their admission to their end
 * @param failed items of the typed tasks that did not
 * @param hits those of {@code done} that another item's run answered: kept in the cache, or under way
 * @param misses items that were looked up in vain
 * @param stages its stages
 * @param graphs the stages that callers may feed with tensors, by the graph's name
 */
public record ModelTotals(
        Span done, Span failed, Span hits, long misses, List<StageTotals> stages, Map<String, StageTotals> graphs) {}
