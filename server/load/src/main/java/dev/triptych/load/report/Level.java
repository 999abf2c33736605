package dev.triptych.load.report;

import java.math.BigDecimal;

/**
 * How much load is made.
 *
 * @param way how requests follow each other
 * @param value requests a second, or requests under way
 */
public record Level(Way way, double value) {
    /** How requests follow each other. */
    public enum Way {
        /** At their own pace: an open loop. */
        RATE,
        /** Each after an answer: a closed loop. */
        CONCURRENCY
    }

    /** Requests a second. */
    public static Level rate(double perSecond) {
        return new Level(Way.RATE, perSecond);
    }

    /** Requests under way. */
    public static Level concurrency(int requests) {
        return new Level(Way.CONCURRENCY, requests);
    }

    /** The value as people write it: {@code 40}, {@code 0.5}. */
    public String number() {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** The level in words: {@code 40/s} or {@code 16 under way}. */
    @Override
    public String toString() {
        return way == Way.RATE ? number() + "/s" : number() + " under way";
    }
}
