package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DispatcherTest {
    private static final BatchPolicy SINGLE = BatchPolicy.single(QueueBounds.NONE);

    @Test
    void poll_oneFlow_urgentThenOlderRequestThenArrival() {
        Bench bench = new Bench(SINGLE);
        bench.queue(bench.work("late").latestStart(300));
        bench.queue(bench.work("young").latestStart(200).startTag(2));
        bench.queue(bench.work("second").latestStart(200).startTag(1));
        bench.queue(bench.work("third").latestStart(200).startTag(1));
        bench.queue(bench.work("soon").latestStart(100).startTag(9));
        assertThat(drainNames(bench)).containsExactly("soon", "second", "third", "young", "late");
    }

    @Test
    void poll_fullQueue_takesRowsUpToTheCap() {
        Bench bench = new Bench(Bench.POLICY);
        for (int i = 0; i < 5; i++) {
            bench.queue(bench.work("w" + i).rows(3));
        }
        assertThat(bench.run(1)).containsExactly("w0", "w1");
        assertThat(bench.run(1)).containsExactly("w2", "w3");
        assertThat(bench.run(1)).containsExactly("w4");
    }

    @Test
    void release_ofABatch_saysWhatClosedIt() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("a"));
        assertThat(Objects.requireNonNull(bench.poll(0)).release()).isEqualTo(Release.EMPTY);
        bench.queue(bench.work("b").rows(8));
        bench.queue(bench.work("c"));
        assertThat(Objects.requireNonNull(bench.poll(0)).release()).isEqualTo(Release.ROWS);
        bench.queue(bench.work("d").costPerRow(1_000));
        assertThat(Objects.requireNonNull(bench.poll(0)).release()).isEqualTo(Release.COST);
        assertThat(Objects.requireNonNull(bench.poll(0)).release()).isEqualTo(Release.EMPTY);
        bench.queue(bench.work("short").key("texts").lengths(4));
        bench.queue(bench.work("short").key("texts").lengths(4));
        bench.queue(bench.work("long").key("texts").lengths(100));
        assertThat(Objects.requireNonNull(bench.poll(0)).release()).isEqualTo(Release.PADDING);
    }

    @Test
    void poll_costlyWork_runsAloneAndNeverWithOthers() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("huge").costPerRow(5_000));
        bench.queue(bench.work("small"));
        assertThat(bench.run(1)).containsExactly("huge");
        assertThat(bench.run(1)).containsExactly("small");
    }

    @Test
    void poll_differentKeys_neverShareABatch() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("a1").key("a"));
        bench.queue(bench.work("b1").key("b"));
        bench.queue(bench.work("a2").key("a"));
        assertThat(bench.run(1)).containsExactly("a1", "a2");
        assertThat(bench.run(1)).containsExactly("b1");
    }

    @Test
    void poll_shorterWorks_joinPaddedToTheHead() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("ten").lengths(10));
        bench.queue(bench.work("eight").lengths(8));
        Batch<FakeWork> batch = bench.poll(0);
        assertThat(batch.lengths()).containsExactly(10);
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.cost()).isEqualTo(20);
    }

    @Test
    void poll_longerWorks_raiseTheBatchWithinTheRatio() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("four").lengths(4));
        bench.queue(bench.work("eight").lengths(8));
        bench.queue(bench.work("hundred").lengths(100));
        Batch<FakeWork> batch = bench.poll(0);
        assertThat(batch.works()).extracting(work -> work.name).containsExactly("four", "eight");
        assertThat(batch.lengths()).containsExactly(8);
        assertThat(batch.cost()).isEqualTo(16);
    }

    @Test
    void poll_ratioOfOne_mergesOnlyEqualLengths() {
        Bench bench = new Bench(new BatchPolicy(8, 1_000, 1, QueueBounds.NONE));
        bench.queue(bench.work("ten").lengths(10));
        bench.queue(bench.work("nine").lengths(9));
        bench.queue(bench.work("tenToo").lengths(10));
        assertThat(bench.run(1)).containsExactly("ten", "tenToo");
        assertThat(bench.run(1)).containsExactly("nine");
    }

    @Test
    void poll_costRuleThrowsWhenPadded_workRunsUnpadded() {
        Bench bench = new Bench(Bench.POLICY);
        bench.queue(bench.work("ten").lengths(10));
        bench.queue(bench.work("broken").lengths(8).breakWhenPadded());
        bench.queue(bench.work("nine").lengths(9));
        assertThat(bench.run(1)).containsExactly("ten", "nine");
        assertThat(bench.run(1)).containsExactly("broken");
    }

    @Test
    void poll_profileKnown_slicesWhileOthersWait() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 5; i++) {
            profile.record(1, 4_000_000);
        }
        Bench bench = new Bench(book(Bench.POLICY, profile), QueueBounds.NONE, DeviceGate.open(), 1);
        for (int i = 0; i < 4; i++) {
            bench.queue(bench.work("big").key("big"));
        }
        bench.queue(bench.work("other").key("other"));
        assertThat(bench.run(8_000_000)).containsExactly("big", "big");
    }

    @Test
    void poll_expired_isDroppedAndNeverDispatched() {
        Bench bench = new Bench(SINGLE);
        FakeWork onTime = bench.queue(bench.work("onTime").latestStart(100));
        FakeWork late = bench.queue(bench.work("late").latestStart(99));
        bench.ticker.advanceTo(100);
        assertThat(bench.run(1)).containsExactly("onTime");
        assertThat(late.reason).hasValue(DropReason.EXPIRED);
        assertThat(late.ends()).isEqualTo(1);
        assertThat(onTime.ends()).isEqualTo(1);
    }

    @Test
    void poll_noLongerLive_isDroppedAsCancelled() {
        Bench bench = new Bench(Bench.POLICY);
        FakeWork head = bench.queue(bench.work("head"));
        bench.queue(bench.work("next"));
        FakeWork mate = bench.queue(bench.work("mate"));
        bench.queue(bench.work("last"));
        head.live = false;
        mate.live = false;
        assertThat(bench.run(1)).containsExactly("next", "last");
        assertThat(head.reason).hasValue(DropReason.CANCELLED);
        assertThat(mate.reason).hasValue(DropReason.CANCELLED);
    }

    @Test
    void withdraw_queuedThenDispatched_isTrueOnce() {
        Bench bench = new Bench(SINGLE);
        FakeWork first = bench.work("first");
        FakeWork second = bench.work("second");
        Admission.Admitted one = (Admission.Admitted) bench.dispatcher.offer(first);
        Admission.Admitted two = (Admission.Admitted) bench.dispatcher.offer(second);
        assertThat(one.withdraw()).isTrue();
        assertThat(one.withdraw()).isFalse();
        assertThat(bench.run(1)).containsExactly("second");
        assertThat(two.withdraw()).isFalse();
        assertThat(first.reason).hasValue(DropReason.CANCELLED);
        assertThat(first.ends()).isEqualTo(1);
        assertThat(second.ends()).isEqualTo(1);
        assertThat(bench.dispatcher.queued()).isZero();
    }

    @Test
    void offer_deadlinePast_isRefusedForGood() {
        Bench bench = new Bench(SINGLE);
        bench.ticker.advanceTo(100);
        FakeWork late = bench.work("late").latestStart(99);
        assertThat(bench.dispatcher.offer(late)).isEqualTo(new Admission.Refused(Admission.Reason.DEADLINE, 0, 0));
        assertThat(late.ends()).isZero();
    }

    @Test
    void offer_tooManyRows_isRefusedForGood() {
        Bench bench = new Bench(Bench.POLICY);
        assertThat(bench.refusal(bench.work("wide").rows(9))).isEqualTo(Admission.Reason.TOO_LARGE);
    }

    @Test
    void offer_queueFull_isRefusedWithDepthAndRetry() {
        Bench bench = new Bench(BatchPolicy.single(new QueueBounds(2, 100)));
        bench.queue(bench.work("one"));
        bench.queue(bench.work("two"));
        Admission.Refused refused = (Admission.Refused) bench.dispatcher.offer(bench.work("three"));
        assertThat(refused.reason()).isEqualTo(Admission.Reason.FULL);
        assertThat(refused.depth()).isEqualTo(2);
        assertThat(refused.retryAfterNanos()).isPositive();
    }

    @Test
    void offer_costOverBound_isRefusedUnlessAlone() {
        Bench bench = new Bench(BatchPolicy.single(new QueueBounds(10, 100)));
        bench.queue(bench.work("huge").costPerRow(500));
        assertThat(bench.refusal(bench.work("small"))).isEqualTo(Admission.Reason.FULL);
        bench.run(1);
        bench.queue(bench.work("small"));
    }

    @Test
    void offer_totalFull_isRefusedOnEveryKey() {
        Bench bench = new Bench(key -> SINGLE, new QueueBounds(2, 1_000), DeviceGate.open(), 1);
        bench.queue(bench.work("a").key("a"));
        bench.queue(bench.work("b").key("b"));
        assertThat(bench.refusal(bench.work("c").key("c"))).isEqualTo(Admission.Reason.FULL);
    }

    @Test
    void offer_queueFullOfExpired_makesRoom() {
        Bench bench = new Bench(BatchPolicy.single(new QueueBounds(1, 100)));
        FakeWork dead = bench.queue(bench.work("dead").latestStart(10));
        bench.ticker.advanceTo(11);
        bench.queue(bench.work("fresh"));
        assertThat(dead.reason).hasValue(DropReason.EXPIRED);
        assertThat(bench.dispatcher.queued()).isEqualTo(1);
    }

    @Test
    void offerAdmitted_fullAndDraining_isTaken() {
        Bench bench = new Bench(BatchPolicy.single(new QueueBounds(1, 100)));
        bench.queue(bench.work("first"));
        bench.dispatcher.drain();
        assertThat(bench.refusal(bench.work("new"))).isEqualTo(Admission.Reason.DRAINING);
        assertThat(bench.dispatcher.offerAdmitted(bench.work("later"))).isInstanceOf(Admission.Admitted.class);
        assertThat(drainNames(bench)).containsExactly("first", "later");
    }

    @Test
    void close_queued_dropsAllAndRefusesAll() {
        Bench bench = new Bench(SINGLE);
        FakeWork left = bench.queue(bench.work("left"));
        bench.dispatcher.close();
        assertThat(left.reason).hasValue(DropReason.DRAINED);
        assertThat(bench.refusal(bench.work("new"))).isEqualTo(Admission.Reason.CLOSED);
        assertThat(bench.dispatcher.offerAdmitted(bench.work("later"))).isInstanceOf(Admission.Refused.class);
        assertThat(bench.run(1)).isEmpty();
    }

    @Test
    void offer_idleLane_isWokenOnce() {
        Bench bench = new Bench(key -> SINGLE, QueueBounds.NONE, DeviceGate.open(), 2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        bench.queue(bench.work("one"));
        assertThat(bench.woken).containsExactly(bench.lanes.get(0));
        bench.queue(bench.work("two"));
        assertThat(bench.woken).containsExactlyElementsOf(bench.lanes);
        bench.queue(bench.work("three"));
        assertThat(bench.woken).hasSize(2);
    }

    @Test
    void offer_workThatOneLaneDoesSooner_wakesNoSecondLane() {
        Bench bench = new Bench(book(Bench.POLICY, learned(1_000)), QueueBounds.NONE, DeviceGate.open(), 2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        for (int i = 0; i < 5; i++) {
            bench.queue(bench.work("w" + i));
        }
        assertThat(bench.woken).containsExactly(bench.lanes.get(0));
        assertThat(bench.run(1)).hasSize(5);
    }

    @Test
    void offer_workThatTakesLong_isSharedWithTheLaneThatComes() {
        Bench bench = new Bench(book(Bench.POLICY, learned(1_000_000)), QueueBounds.NONE, DeviceGate.open(), 2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        for (int i = 0; i < 5; i++) {
            bench.queue(bench.work("w" + i));
        }
        assertThat(bench.woken).containsExactlyElementsOf(bench.lanes);
        Batch<FakeWork> first = Objects.requireNonNull(bench.poll(0));
        assertThat(first.works()).extracting(work -> work.name).containsExactly("w0", "w1", "w2");
        assertThat(first.release()).isEqualTo(Release.SHARED);
        assertThat(Objects.requireNonNull(bench.poll(1)).works()).hasSize(2);
    }

    @Test
    void poll_calledLaneLeavesWorkBehind_wakesAnother() {
        Bench bench = new Bench(book(SINGLE, learned(1_000)), QueueBounds.NONE, DeviceGate.open(), 2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        bench.queue(bench.work("one"));
        bench.queue(bench.work("two"));
        assertThat(bench.woken).containsExactly(bench.lanes.get(0));
        assertThat(bench.poll(0)).isNotNull();
        assertThat(bench.woken).containsExactlyElementsOf(bench.lanes);
    }

    @Test
    void away_calledLaneHasAnErrand_anotherIsWoken() {
        Bench bench = new Bench(book(Bench.POLICY, learned(1_000)), QueueBounds.NONE, DeviceGate.open(), 2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        bench.queue(bench.work("one"));
        assertThat(bench.woken).containsExactly(bench.lanes.get(0));
        bench.dispatcher.away(bench.lanes.get(0));
        assertThat(bench.woken).containsExactlyElementsOf(bench.lanes);
        assertThat(bench.poll(1)).isNotNull();
    }

    @Test
    void offer_shortWorkBesideWorkThatNobodyKnows_wakesASecondLane() {
        LinearProfile unknown = new LinearProfile();
        Bench bench = new Bench(
                new PolicyBook() {
                    @Override
                    public BatchPolicy policy(Object key) {
                        return Bench.POLICY;
                    }

                    @Override
                    public ServiceProfile profile(Object key, LaneGroup group) {
                        return key.equals("new") ? unknown : learned(1_000);
                    }
                },
                QueueBounds.NONE,
                DeviceGate.open(),
                2);
        assertThat(bench.poll(0)).isNull();
        assertThat(bench.poll(1)).isNull();
        bench.queue(bench.work("known"));
        bench.queue(bench.work("who knows").key("new"));
        assertThat(bench.woken).containsExactlyElementsOf(bench.lanes);
    }

    private static LinearProfile learned(long nanos) {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 5; i++) {
            profile.record(1, nanos);
        }
        return profile;
    }

    @Test
    void poll_bands_earlierFirstButNoneStarves() {
        Bench bench = new Bench(SINGLE);
        bench.queue(bench.work("decode").key("decode").band(2));
        for (int i = 0; i < 40; i++) {
            bench.queue(bench.work("post").key("post").band(1));
        }
        List<String> order = drainNames(bench);
        assertThat(order.indexOf("decode")).isEqualTo(16);
    }

    @Test
    void poll_stagingGate_secondLaneBindsWhenTheFirstIsAboutToEnd() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 5; i++) {
            profile.record(1, 1_000);
        }
        Bench bench = new Bench(book(SINGLE, profile), QueueBounds.NONE, new StagingGate(100), 2);
        bench.queue(bench.work("one"));
        bench.queue(bench.work("two"));
        Batch<FakeWork> first = bench.poll(0);
        assertThat(bench.poll(1)).isNull();
        assertThat(bench.dispatcher.pollAgainNanos(bench.lanes.get(1))).isEqualTo(900);
        bench.ticker.advanceTo(900);
        Batch<FakeWork> second = bench.poll(1);
        assertThat(second.works()).extracting(work -> work.name).containsExactly("two");
        bench.dispatcher.finished(bench.lanes.get(0), first, 0, 1_000);
        assertThat(bench.dispatcher.running()).isEqualTo(1);
    }

    @Test
    void offer_gateOpensByTimeAlone_idleLaneIsWokenToLearnWhen() {
        LinearProfile profile = new LinearProfile();
        for (int i = 0; i < 5; i++) {
            profile.record(1, 1_000);
        }
        Bench bench = new Bench(book(SINGLE, profile), QueueBounds.NONE, new StagingGate(100), 2);
        Lane second = bench.lanes.get(1);
        bench.queue(bench.work("one"));
        assertThat(bench.poll(0)).isNotNull();
        assertThat(bench.poll(1)).isNull();
        assertThat(bench.dispatcher.pollAgainNanos(second)).isEqualTo(Long.MAX_VALUE);
        bench.queue(bench.work("two"));
        assertThat(bench.woken).containsExactly(second);
        assertThat(bench.poll(1)).isNull();
        assertThat(bench.dispatcher.pollAgainNanos(second)).isEqualTo(900);
        bench.queue(bench.work("three"));
        assertThat(bench.woken).containsExactly(second);
    }

    @Test
    void finished_closedGate_wakesTheOtherLane() {
        Bench bench = new Bench(key -> SINGLE, QueueBounds.NONE, new StagingGate(100), 2);
        bench.queue(bench.work("one"));
        bench.queue(bench.work("two"));
        Batch<FakeWork> first = bench.poll(0);
        assertThat(bench.poll(1)).isNull();
        assertThat(bench.woken).isEmpty();
        bench.dispatcher.finished(bench.lanes.get(0), first, 0, 10);
        assertThat(bench.woken).containsExactly(bench.lanes.get(1));
    }

    @Test
    void poll_twoDevices_idleOneTakesWhatTheOtherHas() {
        Bench bench = new Bench(SINGLE);
        LaneGroup other = new LaneGroup("other", DeviceGate.open());
        bench.attach(new Lane(other, 0));
        Set<LaneGroup> both = Set.of(bench.group, other);
        bench.queue(bench.work("one").key("both").lanes(both));
        bench.queue(bench.work("two").key("both").lanes(both));
        assertThat(bench.poll(1)).isNotNull();
        assertThat(bench.poll(1)).isNotNull();
        bench.queue(bench.work("mine").key("mine"));
        assertThat(bench.poll(1)).isNull();
    }

    @Test
    void offer_sameKeyOtherShape_isADefect() {
        Bench bench = new Bench(SINGLE);
        bench.queue(bench.work("one").lengths(1));
        assertThatThrownBy(() -> bench.dispatcher.offer(bench.work("two").lengths(1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        bench.dispatcher.offer(bench.work("three").lengths(1).rows(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(bench.dispatcher.queued()).isEqualTo(1);
    }

    @Test
    void finished_twice_isADefect() {
        Bench bench = new Bench(SINGLE);
        bench.queue(bench.work("one"));
        Batch<FakeWork> batch = bench.poll(0);
        bench.dispatcher.finished(bench.lanes.get(0), batch, 0, 1);
        assertThatThrownBy(() -> bench.dispatcher.finished(bench.lanes.get(0), batch, 0, 1))
                .isInstanceOf(IllegalStateException.class);
        assertThat(bench.dispatcher.running()).isZero();
    }

    @Test
    void drop_throws_isReportedAndHarmsNobody() {
        Bench bench = new Bench(SINGLE);
        FakeWork bad = new FakeWork("bad", bench.group);
        Dispatcher<Work> dispatcher = new Dispatcher<>(
                bench.ticker, key -> SINGLE, QueueBounds.NONE, (where, fault) -> bench.faults.add(fault));
        dispatcher.register(bench.group);
        List<Work> works = new ArrayList<>();
        works.add(new ThrowingWork(bad));
        works.add(bench.work("good"));
        works.forEach(dispatcher::offer);
        dispatcher.close();
        assertThat(bench.faults).hasSize(1);
        assertThat(((FakeWork) works.get(1)).reason).hasValue(DropReason.DRAINED);
    }

    static PolicyBook book(BatchPolicy policy, ServiceProfile profile) {
        return new PolicyBook() {
            @Override
            public BatchPolicy policy(Object key) {
                return policy;
            }

            @Override
            public ServiceProfile profile(Object key, LaneGroup group) {
                return profile;
            }
        };
    }

    private static List<String> drainNames(Bench bench) {
        List<String> names = new ArrayList<>();
        for (List<String> batch = bench.run(1); !batch.isEmpty(); batch = bench.run(1)) {
            names.addAll(batch);
        }
        return names;
    }
}
