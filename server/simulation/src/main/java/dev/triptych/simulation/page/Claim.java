package dev.triptych.simulation.page;

/**
 * Something that a scenario must show.
 *
 * @param text what is claimed, with its bound
 * @param figure what was seen
 * @param holds whether it is so
 */
public record Claim(String text, String figure, boolean holds) {
    /** That a figure is at least a bound. */
    public static Claim atLeast(String what, double figure, double bound) {
        return new Claim(what + " >= " + Figures.two(bound), Figures.two(figure), figure >= bound);
    }

    /** That a figure is at most a bound. */
    public static Claim atMost(String what, double figure, double bound) {
        return new Claim(what + " <= " + Figures.two(bound), Figures.two(figure), figure <= bound);
    }
}
