package dev.triptych.testing.spike;

import dev.triptych.scheduling.*;
import dev.triptych.scheduling.Batch;
import dev.triptych.scheduling.Flow;
import dev.triptych.spi.backend.*;
import dev.triptych.spi.error.*;
import dev.triptych.spi.graph.*;
import dev.triptych.spi.model.*;
import dev.triptych.spi.tensor.*;
import dev.triptych.testing.*;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.*;

public final class SpikeB {
    static Graph graph(String n, Port in, Port out) {
        return new Graph(n, Path.of("x"), n, List.of(in), List.of(out), Set.of());
    }

    static final Graph FRAMES = graph(
            "frames", Port.batched("X", DType.FP32, List.of(-1L, 3L)), Port.batched("F", DType.FP32, List.of(-1L, 2L)));
    static final Graph CLIPS = graph(
            "clips",
            Port.batched("X", DType.FP32, List.of(-1L, -1L, 2L)).padded(0, List.of(new Pad(1, 0))),
            Port.batched("S", DType.FP32, List.of(-1L)));

    static void check(boolean ok, String what) {
        if (!ok) throw new AssertionError(what);
    }

    static final class Rig implements AutoCloseable {
        final LedgerAllocator mem = new LedgerAllocator();
        long now = 1;
        int peak;
        int launches;
        final Map<String, Execution> ex = new HashMap<>();
        final List<Compiled> cs = new ArrayList<>();
        final FakeBackend backend = new FakeBackend()
                .with("frames", in -> {
                    float[] v = in.get("X").floats();
                    float[] o = new float[v.length / 3 * 2];
                    for (int r = 0; r < v.length / 3; r++) {
                        o[2 * r] = v[3 * r] + v[3 * r + 1] + v[3 * r + 2];
                        o[2 * r + 1] = v[3 * r];
                    }
                    return Map.of("F", dev.triptych.testing.Batch.floats(new long[] {v.length / 3, 2}, o));
                })
                .with("clips", in -> {
                    long[] s = in.get("X").shape();
                    float[] v = in.get("X").floats();
                    float[] o = new float[(int) s[0]];
                    for (int r = 0; r < s[0]; r++)
                        for (int k = 0; k < s[1] * 2; k++) o[r] += v[(int) (r * s[1] * 2 + k)];
                    return Map.of("S", dev.triptych.testing.Batch.floats(new long[] {s[0]}, o));
                });
        final Dispatcher<W> d;
        final LaneGroup g = new LaneGroup("dev", DeviceGate.open());
        final Lane lane = new Lane(g, 0);

        Rig(int bound) {
            d = new Dispatcher<>(
                    () -> now,
                    k -> new BatchPolicy(8, 1_000_000, 4, new QueueBounds(bound, Long.MAX_VALUE)),
                    QueueBounds.NONE,
                    (w, e) -> {
                        throw new AssertionError(w, e);
                    });
            d.attach(lane, () -> {});
            for (Graph q : List.of(FRAMES, CLIPS))
                try {
                    Compiled c =
                            backend.compile(q, backend.devices().get(0), new CompileSpec(8, List.of()), Progress.NONE);
                    cs.add(c);
                    ex.put(q.name(), c.open(mem));
                } catch (BackendException e) {
                    throw new AssertionError(e);
                }
        }

        final class W implements Work {
            final S s;
            final Call call;
            final int rows;
            final Tensors in;
            final int len;
            final CompletableFuture<Tensors> f = new CompletableFuture<>();

            W(S s, Call c, int rows, Tensors in) {
                this.s = s;
                call = c;
                this.rows = rows;
                this.in = in;
                len = s.g == CLIPS ? (int) in.get("X").shape()[1] : 0;
            }

            public Bucket bucket() {
                return new Bucket(s.g.name(), s.g == CLIPS ? List.of(len) : List.of());
            }

            public int rows() {
                return rows;
            }

            public long cost(int[] l) {
                return rows * (l.length == 0 ? 1L : l[0]);
            }

            public Flow flow() {
                return new Flow("t", "m");
            }

            public long startTag() {
                return 1;
            }

            public long latestStartNanos() {
                return call.remainingNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : now + call.remainingNanos();
            }

            public boolean live() {
                return !call.cancelled();
            }

            public Set<LaneGroup> lanes() {
                return Set.of(g);
            }

            public void drop(DropReason r) {
                in.close();
                f.completeExceptionally(TaskException.of(
                        call.remainingNanos() <= 0 ? Reason.DEADLINE_EXCEEDED : Reason.CALL_CANCELLED, "dropped"));
            }
        }

        final class S implements Stage {
            final Graph g;
            final boolean bounded;
            int under;

            S(Graph g, boolean bounded) {
                this.g = g;
                this.bounded = bounded;
            }

            public String name() {
                return g.name();
            }

            public Graph graph() {
                return g;
            }

            public int maxRows() {
                return 4;
            }

            public int window() {
                return 8;
            }

            public CompletionStage<Tensors> submit(Call c, int rows, Tensors in) {
                W w = new W(this, c, rows, in);
                Admission a = bounded ? d.offer(w) : d.offerAdmitted(w);
                if (a instanceof Admission.Refused r) {
                    in.close();
                    return CompletableFuture.failedFuture(
                            TaskException.of(Reason.QUEUE_FULL, r.reason().name()));
                }
                under += rows;
                peak = Math.max(peak, under);
                return w.f;
            }
        }

        boolean turn() {
            Batch<W> b = d.poll(lane, now);
            if (b == null) return false;
            launches++;
            long t = now;
            now += 1000;
            Graph q = b.works().get(0).s.g;
            Execution e = ex.get(q.name());
            try {
                e.begin(b.rows(), b.lengths());
                int r = 0;
                for (W w : b.works()) {
                    e.put(q.inputs().get(0), r, w.in.get("X"));
                    r += w.rows;
                }
                e.launch();
                while (!e.await(1)) {}
                r = 0;
                for (W w : b.works()) {
                    Tensor o = e.take(q.outputs().get(0), r, w.rows, new int[] {w.len});
                    r += w.rows;
                    w.in.close();
                    w.s.under -= w.rows;
                    w.f.complete(Tensors.of(q.outputs().get(0).name(), o));
                }
            } catch (BackendException x) {
                for (W w : b.works()) {
                    w.in.close();
                    w.f.completeExceptionally(TaskException.of(Reason.BACKEND_FAILURE, "failed"));
                }
            }
            d.finished(lane, b, t, now);
            return true;
        }

        void all() {
            while (turn()) {}
        }

        public void close() {
            ex.values().forEach(Execution::close);
            cs.forEach(Compiled::close);
            mem.assertNoLeaks();
        }
    }

    /** frames -> features -> the three best windows -> scores: one future, one call. */
    static CompletableFuture<List<Float>> localize(TensorAllocator mem, Call call, Stage frames, Stage clips, int n) {
        float[][] feat = new float[n][];
        float[] scores = new float[3];
        int[][] win = new int[3][];
        return FanOut.run(
                        call,
                        frames,
                        n,
                        (first, count) -> {
                            float[] v = new float[3 * count];
                            for (int r = 0; r < count; r++)
                                for (int k = 0; k < 3; k++) v[3 * r + k] = ((first + r) * 7 + k) % 23;
                            return Tensors.of("X", TestTensors.floats(mem, new long[] {count, 3}, v));
                        },
                        (first, count, out) -> {
                            try (out) {
                                float[] v = TestTensors.floats(out.get("F"));
                                for (int r = 0; r < count; r++) feat[first + r] = new float[] {v[2 * r], v[2 * r + 1]};
                            }
                        })
                .thenComposeAsync(
                        ok -> {
                            Integer[] order = new Integer[n];
                            for (int i = 0; i < n; i++) order[i] = i;
                            Arrays.sort(
                                    order,
                                    Comparator.comparingDouble((Integer i) -> -feat[i][0])
                                            .thenComparingInt(i -> i));
                            for (int i = 0; i < 3; i++)
                                win[i] = new int[] {order[i], Math.min(n, order[i] + 2 + i)
                                }; // lengths differ: one row a submission
                            List<CompletionStage<?>> all = new ArrayList<>();
                            for (int i = 0; i < 3; i++) {
                                int c = i;
                                all.add(FanOut.run(
                                        call,
                                        clips,
                                        1,
                                        (f, k) -> {
                                            int len = win[c][1] - win[c][0];
                                            float[] v = new float[len * 2];
                                            for (int t = 0; t < len; t++)
                                                System.arraycopy(feat[win[c][0] + t], 0, v, 2 * t, 2);
                                            return Tensors.of("X", TestTensors.floats(mem, new long[] {1, len, 2}, v));
                                        },
                                        (f, k, out) -> {
                                            try (out) {
                                                scores[c] = TestTensors.floats(out.get("S"))[0];
                                            }
                                        }));
                            }
                            return CompletableFuture.allOf(all.stream()
                                    .map(CompletionStage::toCompletableFuture)
                                    .toArray(CompletableFuture[]::new));
                        },
                        call.host())
                .thenApply(ok -> List.of(scores[0], scores[1], scores[2]))
                .toCompletableFuture();
    }

    static String outcome(CompletableFuture<?> f) {
        try {
            return f.getNow(null) == null ? "PENDING" : f.getNow(null).toString();
        } catch (CompletionException e) {
            return e.getCause() instanceof TaskException t
                    ? t.reason().name()
                    : e.getCause().toString();
        }
    }

    public static void main(String[] a) throws Exception {
        String want;
        int total;
        try (Rig r = new Rig(1000)) {
            var f = localize(r.mem, new FakeCall(r.mem), r.new S(FRAMES, true), r.new S(CLIPS, false), 100);
            r.all();
            want = outcome(f);
            total = r.launches;
            System.out.println("alone: " + want + " launches " + total + " peak rows under way " + r.peak
                    + " peak bytes " + r.mem.peakBytes());
        }
        try (Rig r = new Rig(1000)) {
            List<CompletableFuture<List<Float>>> fs = new ArrayList<>();
            for (int i = 0; i < 5; i++)
                fs.add(localize(r.mem, new FakeCall(r.mem), r.new S(FRAMES, true), r.new S(CLIPS, false), 100));
            r.all();
            String w = want;
            System.out.println("five interleaved equal: "
                    + fs.stream().allMatch(f -> outcome(f).equals(w)) + ", launches " + r.launches + " (five alone "
                    + 5 * total + ")");
        }
        for (String how : List.of("cancel", "deadline", "fail")) {
            Map<String, Integer> seen = new TreeMap<>();
            int after = 0;
            for (int at = 0; at <= total; at++)
                try (Rig r = new Rig(1000)) {
                    FakeCall c = new FakeCall(r.mem);
                    var f = localize(r.mem, c, r.new S(FRAMES, true), r.new S(CLIPS, false), 100);
                    for (int t = 0; t < at; t++) r.turn();
                    int l = r.launches;
                    if (how.equals("cancel")) c.cancel();
                    else if (how.equals("deadline")) c.remaining(-1);
                    else r.backend.script().failNext(BackendException.Kind.TRANSIENT);
                    r.all();
                    after = Math.max(after, r.launches - l);
                    check(f.isDone(), "done");
                    check(r.mem.open() - 0 <= 2, "memory " + r.mem.open());
                    String o = outcome(f);
                    seen.merge(o.startsWith("[") ? (o.equals(want) ? "answered right" : "WRONG") : o, 1, Integer::sum);
                }
            System.out.println(how + " at each of " + (total + 1) + " points: " + seen + ", launches after it at most "
                    + after + (how.equals("fail") ? " (window in flight drains)" : "") + ", no leak");
        }
        for (boolean bounded : new boolean[] {true, false})
            try (Rig r = new Rig(1)) {
                var f = localize(r.mem, new FakeCall(r.mem), r.new S(FRAMES, bounded), r.new S(CLIPS, false), 100);
                r.all();
                System.out.println("queue bound of 1 work, every slice offered " + (bounded ? "as new" : "as admitted")
                        + ": " + outcome(f));
            }
        LedgerAllocator mem = new LedgerAllocator();
        FakeModelFolder folder = new FakeModelFolder("m");
        try (Rig r = new Rig(10);
                FakeLoadContext ctx = new FakeLoadContext(folder, r.backend, mem)) {
            Stage fr = ctx.stage(new StageSpec("frames", FRAMES, Residency.HOST, CostRule.UNIT, 8, List.of())),
                    cl = ctx.stage(new StageSpec("clips", CLIPS, Residency.HOST, CostRule.UNIT, 8, List.of()));
            mem.resetPeak();
            System.out.println("72,000 rows, stage completing in place: "
                    + outcome(localize(mem, new FakeCall(mem), fr, cl, 72_000)) + ", peak bytes " + mem.peakBytes());
        }
        mem.assertNoLeaks();
        // many host threads
        ExecutorService pool = Executors.newFixedThreadPool(4);
        LedgerAllocator m2 = new LedgerAllocator();
        try (Rig r = new Rig(10);
                FakeLoadContext ctx = new FakeLoadContext(folder, r.backend, m2)) {
            Stage fr = ctx.stage(new StageSpec("frames", FRAMES, Residency.HOST, CostRule.UNIT, 4, List.of())),
                    cl = ctx.stage(new StageSpec("clips", CLIPS, Residency.HOST, CostRule.UNIT, 8, List.of()));
            int ok = 0, cut = 0;
            for (int i = 0; i < 300; i++) {
                FakeCall c = new FakeCall(m2, pool);
                var f = localize(m2, c, fr, cl, 100);
                if (i % 3 == 0) c.cancel();
                try {
                    check(f.get(10, TimeUnit.SECONDS).toString().equals(want), "wrong");
                    ok++;
                } catch (ExecutionException e) {
                    cut++;
                }
                check(true, "");
            }
            System.out.println("300 on 4 host threads, a third cancelled: right " + ok + ", cut " + cut + ", lost "
                    + (300 - ok - cut));
        }
        pool.shutdown();
        m2.assertNoLeaks();
    }
}
