package dev.triptych.app.endtoend.chaos;

import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.triptych.v1.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The items of one typed call: which contents, under which ids, and which of them is bad. Immutable. */
final class Items {
    private static final int BAD = -1;

    /** What an item may come to, beside its answer, when its time is short. */
    private static final List<String> LATE = List.of("DEADLINE_EXCEEDED", "QUEUE_FULL");

    private final String call;
    private final Fate fate;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();

    Items(String call, Pool pool, SplittableRandom random, int count, Fate fate) {
        this.call = call;
        this.fate = fate;
        int bad = fate == Fate.SPOILT ? random.nextInt(count) : BAD;
        for (int i = 0; i < count; i++) {
            int number = i == bad ? BAD : random.nextInt(pool.size());
            numbers.add(number);
            contents.add(number == BAD ? pool.bad(random) : pool.good(number));
        }
    }

    int count() {
        return numbers.size();
    }

    Content content(int item) {
        return contents.get(item);
    }

    /** An id that no other item of any call has. */
    String id(int item) {
        return call + "-" + item;
    }

    /** The item with this id; -1 when it is none of this call's. */
    int item(String id) {
        for (int i = 0; i < count(); i++) {
            if (id(i).equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** The number in the pool of an item's content; -1 for a bad one. */
    int number(int item) {
        return numbers.get(item);
    }

    List<String> reasons() {
        return numbers.contains(BAD) ? Pool.REASONS : List.of();
    }

    /** Holds an item's failure against what it must be. */
    void failed(int item, Status error, Check check) {
        String reason = error.getDetailsList().stream()
                .filter(any -> any.is(ErrorInfo.class))
                .map(any -> {
                    try {
                        return any.unpack(ErrorInfo.class).getReason();
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        return "unreadable";
                    }
                })
                .findFirst()
                .orElse("none");
        boolean late = fate == Fate.HURRIED && LATE.contains(reason);
        if (late || (number(item) == BAD && Pool.REASONS.contains(reason))) {
            check.refused();
        } else {
            check.wrong("item " + id(item) + (number(item) == BAD ? " (bad)" : "") + " failed: " + reason + " "
                    + error.getMessage());
        }
    }
}
