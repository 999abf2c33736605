package dev.triptych.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.triptych.spi.error.Code;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Recognition;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every model plugin must do; each plugin's tests extend this. */
public abstract class ModelPluginContractTest {
    private static final int CONCURRENT_RUNS = 8;

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    /** The plugin under test. */
    protected abstract ModelPlugin plugin();

    /** A folder that the plugin recognises and serves; a new copy each time. */
    protected abstract FakeModelFolder fixture();

    /** A context in which a folder loads. Folders other than the fixture may be given too. */
    protected abstract FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator);

    /** What to try on the loaded fixture; empty for a plugin whose models offer raw graphs only. */
    protected abstract List<Probe<?, ?>> probes(Model model);

    @Test
    void name_always_isAnIdentifierAndTheVersionIsOurs() {
        assertThat(plugin().name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(plugin().apiVersion()).isEqualTo(ModelPlugin.API_VERSION);
    }

    @Test
    void class_always_hasAPublicConstructorWithoutArguments() {
        assertThatCode(() -> plugin().getClass().getConstructor()).doesNotThrowAnyException();
    }

    @Test
    void recognise_fixture_isRecognisedEachTime() {
        Recognition first = plugin().recognise(fixture());
        assertThat(first).isInstanceOf(Recognition.Recognised.class);
        assertThat(plugin().recognise(fixture())).isEqualTo(first);
    }

    @Test
    void recognise_emptyOrForeignFolder_isNotMine() {
        assertThat(plugin().recognise(new FakeModelFolder("empty"))).isInstanceOf(Recognition.NotMine.class);
        FakeModelFolder foreign =
                new FakeModelFolder("foreign").with("notes.txt", "no model").with("a/b.csv", "1,2");
        assertThat(plugin().recognise(foreign)).isInstanceOf(Recognition.NotMine.class);
    }

    @Test
    void damagedFolder_eachFileEmptyOrGarbage_isRefusedInWords() {
        for (String file : fixture().files()) {
            for (byte[] contents : new byte[][] {{}, {0, 1, 2, (byte) 0xff}, "{\"a\":[".getBytes(UTF_8)}) {
                survives(fixture().with(file, contents));
            }
            survives(fixture().without(file));
        }
    }

    /** Recognising never throws; loading works or gives a TaskException that does not blame the server. */
    private void survives(FakeModelFolder damaged) {
        if (catchThrowable(damaged::overrides) instanceof TaskException) {
            return; // the server refuses such a model.yaml before it asks any plugin
        }
        Recognition recognition = plugin().recognise(damaged);
        if (!(recognition instanceof Recognition.Recognised)) {
            return;
        }
        try (FakeLoadContext context = context(damaged, memory.allocator())) {
            Throwable thrown = catchThrowable(() -> load(damaged, context).close());
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(TaskException.class);
                assertThat(((TaskException) thrown).reason().code()).isNotEqualTo(Code.INTERNAL);
                assertThat(((TaskException) thrown).text()).hasSizeLessThanOrEqualTo(512);
            }
        }
    }

    @Test
    void load_fixture_offersSomethingUnderThePluginsName() {
        withModel((model, context) -> {
            assertThat(model.info().family()).isEqualTo(plugin().name());
            List<RawGraph> raw = model.all(RawGraph.class);
            assertThat(probes(model).size() + raw.size()).isPositive();
            for (RawGraph graph : raw) {
                assertThat(graph.stage().graph().inputs()).containsAll(graph.inputs());
                assertThat(graph.stage().graph().outputs()).containsAll(graph.outputs());
                assertThat(graph.maxBatchSize()).isBetween(0, graph.stage().maxRows());
            }
        });
    }

    @Test
    void run_goodItem_staysInsideItsPlan() {
        withModel((model, context) -> {
            for (Probe<?, ?> probe : probes(model)) {
                staysInsidePlan(probe, context);
            }
        });
    }

    private <I, O> void staysInsidePlan(Probe<I, O> probe, FakeLoadContext context) throws Exception {
        Plan plan = probe.task().plan(probe.good());
        List<Ledgered> before = Ledgered.of(context);
        LedgerAllocator own = new LedgerAllocator();
        answer(probe, probe.good(), new FakeCall(own));
        own.assertNoLeaks();
        assertThat(own.peakBytes()).as("%s: host bytes", probe.name()).isLessThanOrEqualTo(plan.hostBytes());
        for (Ledgered stage : before) {
            stage.expectInside(plan, probe.name());
        }
    }

    @Test
    void run_sameItemConcurrently_givesEqualAnswers() {
        withModel((model, context) -> {
            for (Probe<?, ?> probe : probes(model)) {
                givesEqualAnswers(probe);
            }
        });
    }

    private <I, O> void givesEqualAnswers(Probe<I, O> probe) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Object> once = () -> answer(probe, probe.good(), new FakeCall(memory.allocator()));
            Object expected = once.call();
            List<Callable<Object>> runs = new ArrayList<>();
            for (int i = 0; i < CONCURRENT_RUNS; i++) {
                runs.add(once);
            }
            for (Future<Object> run : threads.invokeAll(runs)) {
                assertThat(run.get()).as(probe.name()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void run_badContent_isTheCallersFault() {
        withModel((model, context) -> {
            for (Probe<?, ?> probe : probes(model)) {
                blamesTheCaller(probe);
            }
        });
    }

    private <I, O> void blamesTheCaller(Probe<I, O> probe) {
        for (I item : probe.bad()) {
            Throwable thrown = failure(() -> {
                probe.task().plan(item);
                return answer(probe, item, new FakeCall(memory.allocator()));
            });
            assertThat(thrown).as(probe.name()).isInstanceOf(TaskException.class);
            assertThat(((TaskException) thrown).reason().code()).isEqualTo(Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void run_cancelledCall_endsAsCancelled() {
        withModel((model, context) -> {
            for (Probe<?, ?> probe : probes(model)) {
                endsAsCancelled(probe);
            }
        });
    }

    private <I, O> void endsAsCancelled(Probe<I, O> probe) {
        FakeCall call = new FakeCall(memory.allocator());
        call.cancel();
        Throwable thrown = failure(() -> answer(probe, probe.good(), call));
        assertThat(thrown).as(probe.name()).isInstanceOf(TaskException.class);
        assertThat(((TaskException) thrown).reason().code()).isEqualTo(Code.CANCELLED);
    }

    private static <I, O> Object answer(Probe<I, O> probe, I item, FakeCall call) throws Exception {
        O result = probe.task().run(call, item).toCompletableFuture().get();
        try {
            return probe.answer().apply(result);
        } finally {
            if (result instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    private static Throwable failure(Callable<Object> run) {
        try {
            run.call();
        } catch (ExecutionException | CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (Exception e) {
            return e;
        }
        throw new AssertionError("it worked, and should have failed");
    }

    private interface Use {
        void of(Model model, FakeLoadContext context) throws Exception;
    }

    private void withModel(Use use) {
        FakeModelFolder folder = fixture();
        try (FakeLoadContext context = context(folder, memory.allocator());
                Model model = load(folder, context)) {
            use.of(model, context);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("the model failed", e);
        }
    }

    private Model load(FakeModelFolder folder, FakeLoadContext context) {
        Model model = plugin().load(new ModelDefinition("fixture", "1", folder), context);
        context.seal();
        return model;
    }
}
