package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.repository.FolderView;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A kind of folder that is held to a golden.
 *
 * @param name as {@code docs/supported-models.md} has it
 * @param fixture the committed folder that it is made from
 * @param made what is changed of it
 * @param cached whether it lies in a cache folder, all links
 * @param golden the golden's name
 * @param mistakes what the golden must tell from the right way
 */
record Kind(
        String name,
        String fixture,
        UnaryOperator<FakeModelFolder> made,
        boolean cached,
        String golden,
        List<Mistake> mistakes) {
    static Kind of(String name, String fixture, String golden, Mistake... mistakes) {
        return new Kind(name, fixture, UnaryOperator.identity(), false, golden, List.of(mistakes));
    }

    /** The same folder with a change. */
    Kind with(UnaryOperator<FakeModelFolder> change) {
        return new Kind(name, fixture, change, cached, golden, mistakes);
    }

    /** The same folder in a cache. */
    Kind inACache() {
        return new Kind(name, fixture, made, true, golden, mistakes);
    }

    Goldens goldens() {
        return Goldens.read(golden);
    }

    FakeModelFolder folder() {
        return made.apply(FakeModelFolder.of(Fixtures.path(fixture)));
    }

    Served serve() {
        return serve(UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** Serves the folder with a mistake. */
    Served serve(UnaryOperator<FakeModelFolder> edit, UnaryOperator<Tensors> change) {
        return Folders.serve(onDisk(edit.apply(folder())), change);
    }

    private FolderView onDisk(FakeModelFolder folder) {
        if (!cached) {
            return Engine.onDisk(folder);
        }
        return FolderView.open(Folders.cached(folder, Engine.fresh("cache")));
    }

    @Override
    public String toString() {
        return name;
    }
}
