package dev.triptych.runtime;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.Ticker;
import java.util.concurrent.ThreadFactory;

/**
 * What the server is given instead of finding it: time, threads, ears.
 *
 * @param ticker the time of deadlines and measurements
 * @param threads makes the lanes', the loader's and the timer's threads
 * @param meter hears what is measured
 * @param faults hears of defects that a thread survived
 * @param bursts in which calls come
 */
public record RuntimeParts(Ticker ticker, ThreadFactory threads, Meter meter, FaultListener faults, Bursts bursts) {}
