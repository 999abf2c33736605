package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Served;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import java.util.function.UnaryOperator;

/**
 * A way of serving a folder that is wrong by little; the folder's golden must tell it from the right one.
 *
 * @param what what it makes wrong
 * @param share of the golden's entries, the part that it misses at least
 * @param folder the mistake in the folder's files
 * @param change the mistake in what a stage is fed
 * @param rule the mistake in how cosines become scores
 */
record Mistake(
        String name,
        What what,
        double share,
        UnaryOperator<FakeModelFolder> folder,
        UnaryOperator<Tensors> change,
        UnaryOperator<Parity.Rule> rule) {
    /** What a mistake makes wrong. */
    enum What {
        PICTURES,
        TEXTS,
        SCORES
    }

    private static Mistake of(String name, What what) {
        return new Mistake(
                name, what, 0.5, UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** A mistake in how pictures are prepared: another text in a file. */
    static Mistake picture(String name, String file, String from, String to) {
        return of(name, What.PICTURES).in(file, from, to);
    }

    /** A mistake in how texts are prepared: another text in a file. */
    static Mistake text(String name, String file, String from, String to) {
        return of(name, What.TEXTS).in(file, from, to);
    }

    /** Pictures whose tensor is changed. */
    static Mistake pixels(String name, UnaryOperator<Tensors> change) {
        Mistake plain = of(name, What.PICTURES);
        return new Mistake(name, plain.what, plain.share, plain.folder, change, plain.rule);
    }

    /** Texts whose tokens are changed. */
    static Mistake tokens(String name, UnaryOperator<Tensors> change) {
        Mistake plain = of(name, What.TEXTS);
        return new Mistake(name, plain.what, plain.share, plain.folder, change, plain.rule);
    }

    /** Another rule of scores. */
    static Mistake scores(String name, UnaryOperator<Parity.Rule> rule) {
        Mistake plain = of(name, What.SCORES);
        return new Mistake(name, plain.what, plain.share, plain.folder, plain.change, rule);
    }

    /** The same, missing another part at least. */
    Mistake atLeast(double part) {
        return new Mistake(name, what, part, folder, change, rule);
    }

    private Mistake in(String file, String from, String to) {
        return new Mistake(
                name,
                what,
                share,
                given -> {
                    String text = given.text(file);
                    if (!text.contains(from)) {
                        throw new AssertionError(file + " has no " + from);
                    }
                    return given.with(file, text.replace(from, to));
                },
                change,
                rule);
    }

    /** Whether the kind's golden tells. */
    boolean fails(Kind kind) {
        Goldens goldens = kind.goldens();
        try (Served served = kind.serve(folder, change)) {
            Parity parity = new Parity(served, goldens);
            int pictures = goldens.images().size();
            int labels = goldens.labels().size();
            return switch (what) {
                case PICTURES -> parity.images().vectorMisses().size() > share * pictures;
                case TEXTS ->
                    parity.texts().vectorMisses().size()
                            > share * (goldens.texts().size() + labels);
                case SCORES ->
                    parity.probabilities(rule.apply(Parity.Rule.of(served.zeroShot())))
                                    .probabilityMisses()
                                    .size()
                            > share * pictures * labels;
            };
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
