package dev.triptych.simulation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.QueueBounds;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each invariant is broken once, by a policy that is held to it and does not keep it. */
class AuditorTest {
    private static final long MILLI = Simulation.MILLI;
    private static final BatchPolicy LIMITS = new BatchPolicy(8, 200, 1.25, QueueBounds.NONE);

    @Test
    void dispatcher_underOverload_breaksNothing() {
        Simulation house = house(Contender.triptych(), 3);
        assertThat(house.audit().checks()).isGreaterThan(10_000);
    }

    @Test
    void peers_notHeldToTheSchedulersRules_breakNoneOfTheSimulations() {
        assertThat(house(Contender.fifo(), 3).audit().checks()).isGreaterThan(10_000);
    }

    @Test
    void policyThatRunsDeadWork_isCaught() {
        assertThatThrownBy(() -> house(held(PeerRules.PLAIN), 77))
                .isInstanceOf(Violation.class)
                .hasMessageMatching("no (dead|expired) job dispatched.*");
    }

    @Test
    void policyThatPadsRows_isCaught() {
        breaks(held(PeerRules.PLAIN.rounding(Rounding.UP)), "no row is padding");
    }

    @Test
    void policyThatPadsLengthsTooFar_isCaught() {
        breaks(held(PeerRules.PLAIN.padTo(60)), "padding within the cap");
    }

    @Test
    void policyThatWaitsForATimer_isCaught() {
        breaks(held(PeerRules.PLAIN.delay(MILLI)), "no idle lane beside work");
    }

    @Test
    void policyThatLosesWork_isCaught() {
        breaks(broken(BrokenPolicy.Fault.LOSE), "what waits is queued");
    }

    @Test
    void policyThatRunsWorkTwice_isCaught() {
        breaks(broken(BrokenPolicy.Fault.REPEAT), "a job ends once");
    }

    @Test
    void policyThatForgetsToWake_isCaught() {
        breaks(broken(BrokenPolicy.Fault.SLEEP), "no idle lane beside work");
    }

    @Test
    void sharesOffByMoreThanTenPercent_areCaught() {
        assertThatThrownBy(() -> shared(1.0, 1.5))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("shares within 10 %");
        shared(1.0, 1.0);
    }

    @Test
    void sharesNeverMeasured_areCaught() {
        Simulation house = new Simulation(3);
        Station device = house.station("device", Contender.triptych(), Hardware.cores(), 1);
        house.expectShares(device, Map.of(new Flow("a", "m"), 1.0), MILLI);
        assertThatThrownBy(house::run).isInstanceOf(Violation.class).hasMessageContaining("shares are checked");
    }

    private static void breaks(Contender contender, String invariant) {
        assertThatThrownBy(() -> quiet(contender)).isInstanceOf(Violation.class).hasMessageContaining(invariant);
    }

    private static Contender held(PeerRules rules) {
        return new Contender(
                "held", true, Forecast.NONE, (time, lanes, wake) -> new PeerPolicy(rules, time, lanes, wake));
    }

    private static Contender broken(BrokenPolicy.Fault fault) {
        return new Contender(
                "broken",
                true,
                Forecast.NONE,
                (time, lanes, wake) -> new BrokenPolicy(
                        fault,
                        new PeerPolicy(
                                PeerRules.PLAIN, time, lanes, fault == BrokenPolicy.Fault.SLEEP ? lane -> {} : wake)));
    }

    /** Overload with deadlines and cancels. */
    private static Simulation house(Contender contender, int shortest) {
        Simulation house = new Simulation(1, 64_000);
        Station device = house.station("device", contender, Hardware.cores(), 2);
        Stage stage = device.stage("text", Timing.line(MILLI, 20_000), LIMITS);
        Tally tally = house.send(Traffic.of("a", "m", stage)
                .open(Arrivals.poisson(6_000), 0, Simulation.SECOND)
                .lengths(dice -> dice.between(shortest, 77))
                .deadline(dice -> dice.between(MILLI, 20 * MILLI))
                .cancels(100, 10 * MILLI)
                .bytes(1_000));
        house.run();
        assertThat(tally.total()).isEqualTo(tally.sent());
        return house;
    }

    /** Enough for batches, without deadlines and cancels. */
    private static void quiet(Contender contender) {
        Simulation house = new Simulation(1);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        Stage stage = device.stage("text", Timing.line(MILLI, 20_000), LIMITS);
        Tally tally = house.send(Traffic.of("a", "m", stage)
                .open(Arrivals.poisson(2_000), 0, Simulation.SECOND)
                .lengths(dice -> dice.between(20, 22)));
        house.run();
        assertThat(tally.total()).isEqualTo(tally.sent());
    }

    private static void shared(double first, double second) {
        Simulation house = new Simulation(2);
        Station device = house.station("device", Contender.triptych(), Hardware.cores(), 1);
        Stage stage = device.stage("tower", Timing.line(MILLI, 100_000), LIMITS);
        house.expectShares(device, Map.of(new Flow("a", "m"), first, new Flow("b", "m"), second), 200 * MILLI);
        house.send(Traffic.of("a", "m", stage).closed(50, Simulation.SECOND));
        house.send(Traffic.of("b", "m", stage).closed(50, Simulation.SECOND));
        house.run();
    }
}
