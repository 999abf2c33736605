package dev.triptych.app.endtoend.chaos;

import java.util.SplittableRandom;

/** What becomes of a call besides being sent. */
public enum Fate {
    /** Nothing: it must be answered. */
    PLAIN,
    /** Its caller cancels it while others go on. */
    CANCELLED,
    /** Its deadline is 1 to 20 ms. */
    HURRIED,
    /** One of its items is bad. */
    SPOILT;

    /** Five in a hundred are cancelled, five are hurried, two are spoilt. */
    static Fate draw(SplittableRandom random) {
        int percent = random.nextInt(100);
        if (percent < 5) {
            return CANCELLED;
        }
        if (percent < 10) {
            return HURRIED;
        }
        return percent < 12 ? SPOILT : PLAIN;
    }
}
