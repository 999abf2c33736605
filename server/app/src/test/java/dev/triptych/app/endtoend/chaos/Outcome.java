package dev.triptych.app.endtoend.chaos;

import io.grpc.Status;

/**
 * How one call ended, as its caller saw it.
 *
 * @param id its {@code x-request-id}
 * @param method the full name
 * @param series whose items the server counts, as {@code model/task}
 * @param fate what was done to it
 * @param cuttable whether its connection may have been cut
 * @param code its terminal status
 * @param reason the server's reason; empty when the status is OK or the client's own
 * @param said the words that came with the status; empty for none
 * @param items how many items it sent
 * @param made how many items the server may have made for it besides
 * @param check what its answers held
 */
public record Outcome(
        String id,
        String method,
        String series,
        Fate fate,
        boolean cuttable,
        Status.Code code,
        String reason,
        String said,
        int items,
        int made,
        Check check) {
    /** Whether the server decided how it ended. */
    boolean byServer() {
        return code == Status.Code.OK || !reason.isEmpty();
    }
}
