package dev.triptych.runtime.execution;

import java.util.List;

/**
 * What works must have in common to share a batch.
 *
 * @param stage the stage's limits, which stand for it; compared by identity
 * @param freeDims sizes along free axes that are neither stacked nor padded, in the order of the ports
 * @param shared contents of the ports that hold one value for the batch
 */
record StageKey(StageLimits stage, List<Long> freeDims, List<SharedValue> shared) {}
