package dev.triptych.scheduling;

/**
 * What host work has in common with other such work: how long it takes for its forecast.
 *
 * @param kind its kind
 * @param model the served name of the model that it is for
 */
record HostKey(HostKind kind, String model) {}
