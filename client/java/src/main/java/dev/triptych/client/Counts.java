package dev.triptych.client;

/** Holds answers to the contract: as many results as items, each with an outcome. */
final class Counts {
    private Counts() {}

    static void check(int results, int items) {
        if (results != items) {
            throw Failure.of(
                            ErrorCode.INTERNAL,
                            "the server sent " + results + " results for " + items + " items; it breaks its contract")
                    .toException();
        }
    }

    static Failure noOutcome() {
        return Failure.of(ErrorCode.INTERNAL, "the server sent a result of a kind that this client does not know");
    }
}
