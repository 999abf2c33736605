package dev.triptych.testing.spike;

import dev.triptych.scheduling.*;
import dev.triptych.scheduling.Batch;
import dev.triptych.spi.backend.*;
import dev.triptych.spi.error.*;
import dev.triptych.spi.graph.*;
import dev.triptych.spi.sequence.*;
import dev.triptych.spi.sequence.SequenceSpec.Ragged;
import dev.triptych.spi.tensor.*;
import dev.triptych.testing.*;
import java.nio.file.Path;
import java.util.*;

public final class SpikeA {
    static final int V = 13, MAX = 40;

    static float v(long tok, long pos) {
        return (tok + 1) * (pos + 2);
    }

    static float[] logits(float s) {
        float[] l = new float[V];
        for (int j = 0; j < V; j++) l[j] = (((long) s * 31 + j * 17L + j * j * (long) s) % 101) / 20f;
        return l;
    }

    static void put(dev.triptych.testing.Batch b, int at, float x) {
        b.data().putFloat(4 * at, x);
    }

    static Port f(String n, Long... d) {
        return Port.batched(n, DType.FP32, List.of(d));
    }

    static Port l(String n, Long... d) {
        return Port.batched(n, DType.INT64, List.of(d));
    }

    static Graph graph(String n, List<Port> in, List<Port> out) {
        return new Graph(n, Path.of("x"), n, in, out, Set.of());
    }

    enum Kind {
        IN_GRAPH,
        LEFT_PAD,
        EQUAL_LENGTH,
        LSTM
    }

    static Map<String, dev.triptych.testing.Batch> prefill(Kind kind, Map<String, dev.triptych.testing.Batch> in) {
        long[] ids = in.get("ids").longs();
        int b = (int) in.get("ids").shape()[0], t = (int) in.get("ids").shape()[1];
        float[] enc = in.get("enc").floats();
        var lg = dev.triptych.testing.Batch.zeros(DType.FP32, b, V);
        var cross = dev.triptych.testing.Batch.floats(new long[] {b, 1}, enc);
        var cache = dev.triptych.testing.Batch.zeros(DType.FP32, b, kind == Kind.IN_GRAPH ? MAX : t);
        var h = dev.triptych.testing.Batch.zeros(DType.FP32, 2, b, 1);
        var alpha = dev.triptych.testing.Batch.zeros(DType.FP32, b, 3);
        for (int r = 0; r < b; r++) {
            float s = enc[r];
            float h0 = enc[r], h1 = 0;
            for (int k = 0; k < t; k++) {
                float x = v(ids[r * t + k], k);
                s += x;
                put(cache, r * (int) cache.shape()[1] + k, x);
                h0 = (h0 * 3 + ids[r * t + k] + enc[r]) % 97;
                h1 = (h1 * 5 + h0) % 89;
            }
            put(h, r, h0);
            put(h, b + r, h1);
            float[] l = logits(kind == Kind.LSTM ? h0 + h1 : s);
            for (int j = 0; j < V; j++) put(lg, r * V + j, l[j]);
            for (int j = 0; j < 3; j++) put(alpha, r * 3 + j, h0 * 10 + j);
        }
        return Map.of("logits", lg, "cross", cross, "cache", cache, "h0", h, "alpha", alpha);
    }

    static Map<String, dev.triptych.testing.Batch> step(Kind kind, Map<String, dev.triptych.testing.Batch> in) {
        long[] ids = in.get("ids").longs();
        int b = ids.length;
        var lg = dev.triptych.testing.Batch.zeros(DType.FP32, b, V);
        Map<String, dev.triptych.testing.Batch> out = new HashMap<>(Map.of("logits", lg));
        if (kind == Kind.LSTM) {
            float[] h = in.get("h").floats(), enc = in.get("cross_in").floats();
            var nh = dev.triptych.testing.Batch.zeros(DType.FP32, 2, b, 1);
            var alpha = dev.triptych.testing.Batch.zeros(DType.FP32, b, 3);
            for (int r = 0; r < b; r++) {
                float h0 = (h[r] * 3 + ids[r] + enc[r]) % 97, h1 = (h[b + r] * 5 + h0) % 89;
                put(nh, r, h0);
                put(nh, b + r, h1);
                float[] l = logits(h0 + h1);
                for (int j = 0; j < V; j++) put(lg, r * V + j, l[j]);
                for (int j = 0; j < 3; j++) put(alpha, r * 3 + j, h0 * 10 + j);
            }
            out.put("h_out", nh);
            out.put("alpha", alpha);
            return out;
        }
        float[] past = in.get("past").floats();
        float[] enc = in.get("cross_in").floats();
        int w = (int) in.get("past").shape()[1];
        if (kind == Kind.IN_GRAPH) {
            long[] pos = in.get("pos").longs(), slot = in.get("slot").longs();
            float[] a = past.clone();
            for (int r = 0; r < b; r++) {
                int o = (int) slot[r] * MAX;
                a[o + (int) pos[r]] = v(ids[r], pos[r]);
                float s = enc[r];
                for (int k = 0; k <= pos[r]; k++) s += a[o + k];
                float[] l = logits(s);
                for (int j = 0; j < V; j++) put(lg, r * V + j, l[j]);
            }
            out.put("present", dev.triptych.testing.Batch.floats(in.get("past").shape(), a));
            return out;
        }
        var present = dev.triptych.testing.Batch.zeros(DType.FP32, b, w + 1);
        for (int r = 0; r < b; r++) {
            float s = enc[r];
            for (int k = 0; k < w; k++) {
                float x = past[r * w + k];
                put(present, r * (w + 1) + k, x);
                if (kind == Kind.LEFT_PAD && in.get("mask").longs()[r * (w + 1) + k] == 0) continue;
                s += x;
            }
            long p = kind == Kind.LEFT_PAD ? in.get("pos").longs()[r] : w;
            float x = v(ids[r], p);
            put(present, r * (w + 1) + w, x);
            s += x;
            float[] l = logits(s);
            for (int j = 0; j < V; j++) put(lg, r * V + j, l[j]);
        }
        out.put("present", present);
        return out;
    }

    static SequenceSpec spec(Kind k, int slots) {
        Graph pre = graph(
                "prefill",
                List.of(l("ids", -1L, -1L), f("enc", -1L, 1L)),
                List.of(
                        f("logits", -1L, (long) V),
                        f("cross", -1L, 1L),
                        f("cache", -1L, -1L),
                        f("h0", 2L, -1L, 1L).batchedAlong(1),
                        f("alpha", -1L, 3L)));
        List<Port> in = new ArrayList<>(List.of(l("ids", -1L, 1L), f("cross_in", -1L, 1L)));
        List<Port> out = new ArrayList<>(List.of(f("logits", -1L, (long) V)));
        List<State> st = new ArrayList<>(List.of(State.constant("cross_in", "cross")));
        StepPorts ports = StepPorts.of("ids", "logits");
        Ragged ragged = Ragged.EQUAL_LENGTH;
        switch (k) {
            case LSTM -> {
                in.add(f("h", 2L, -1L, 1L).batchedAlong(1));
                out.add(f("h_out", 2L, -1L, 1L).batchedAlong(1));
                out.add(f("alpha", -1L, 3L));
                st.add(State.replace("h", "h_out", "h0"));
                ports = ports.keeping("alpha");
                in.add(l("pos", -1L, 1L));
                ports = ports.masked(null, "pos");
                ragged = Ragged.IN_GRAPH;
            }
            case EQUAL_LENGTH -> {
                in.add(f("past", -1L, -1L));
                out.add(f("present", -1L, -1L));
                st.add(State.append("past", "present", "cache", 1));
            }
            case LEFT_PAD -> {
                in.add(f("past", -1L, -1L).padded(-99, List.of(new Pad(1, 0))));
                in.add(l("mask", -1L, -1L));
                in.add(l("pos", -1L, 1L));
                out.add(f("present", -1L, -1L));
                st.add(State.append("past", "present", "cache", 1));
                ports = ports.masked("mask", "pos");
                ragged = Ragged.LEFT_PAD;
            }
            case IN_GRAPH -> {
                in.add(f("past", (long) slots, (long) MAX).batchedAlong(Port.NO_BATCH));
                in.add(l("pos", -1L, 1L));
                in.add(l("slot", -1L, 1L));
                out.add(f("present", (long) slots, (long) MAX).batchedAlong(Port.NO_BATCH));
                st.add(new State("past", "present", "cache", State.Kind.IN_PLACE, 1));
                ports = ports.slotted("pos", "slot");
                ragged = Ragged.IN_GRAPH;
            }
        }
        return new SequenceSpec("cap-" + k, pre, null, graph("step", in, out), ports, st, ragged, slots, MAX);
    }

    static final class Sink implements TokenSink {
        final StringBuilder s = new StringBuilder();
        final List<String> kept = new ArrayList<>();
        boolean open = true;
        Runnable resume;
        TaskException err;
        int ends, count;
        boolean slow;

        public boolean ready() {
            return open;
        }

        public void onReady(Runnable r) {
            if (open) r.run();
            else resume = r;
        }

        public void token(int q, Token t) {
            count++;
            if (t.kept().has("alpha"))
                kept.add(Arrays.toString(TestTensors.floats(t.kept().get("alpha"))));
            t.close();
            if (slow) open = false;
        }

        public void done(List<Hypothesis> hs) {
            ends++;
            for (Hypothesis h : hs) {
                s.append(h.tokens().stream().map(t -> t.id()).toList()).append(h.finish());
                for (Token t : h.tokens())
                    if (t.kept().has("alpha"))
                        kept.add(Arrays.toString(TestTensors.floats(t.kept().get("alpha"))));
                h.close();
            }
        }

        public void failed(TaskException e) {
            ends++;
            err = e;
            s.append(e.reason());
        }

        void drain() {
            open = true;
            Runnable r = resume;
            resume = null;
            if (r != null) r.run();
        }
    }

    static final class Rig implements AutoCloseable {
        final LedgerAllocator mem = new LedgerAllocator();
        final FakeBackend backend;
        final SpikeLoop loop;
        final Dispatcher<SpikeLoop.Item> d;
        final Lane lane;
        final Compiled a, b;
        long now = 1;

        Rig(Kind k, int slots) {
            backend = new FakeBackend().with("prefill", in -> prefill(k, in)).with("step", in -> step(k, in));
            LaneGroup g = new LaneGroup("dev", DeviceGate.open());
            lane = new Lane(g, 0);
            d = new Dispatcher<>(
                    () -> now,
                    key -> new BatchPolicy(key.toString().contains("prefill") ? 2 : 64, 10_000, 1e9, QueueBounds.NONE),
                    QueueBounds.NONE,
                    (w, e) -> {
                        throw new AssertionError(w, e);
                    });
            d.attach(lane, () -> {});
            SequenceSpec s = spec(k, slots);
            try {
                a = backend.compile(
                        s.prefill(), backend.devices().get(0), new CompileSpec(8, List.of()), Progress.NONE);
                b = backend.compile(s.step(), backend.devices().get(0), new CompileSpec(64, List.of()), Progress.NONE);
                loop = new SpikeLoop(s, a.open(mem), b.open(mem), d, g, mem);
            } catch (BackendException e) {
                throw new AssertionError(e);
            }
        }

        boolean turn() {
            Batch<SpikeLoop.Item> x = d.poll(lane, now);
            if (x == null) return false;
            long t = now;
            now += 1000;
            loop.run(x);
            d.finished(lane, x, t, now);
            return true;
        }

        void all() {
            while (turn()) {}
        }

        Sink start(FakeCall c, float enc, int[] ids, Decoding dec) {
            Sink s = new Sink();
            go(s, c, enc, ids, dec);
            return s;
        }

        void go(Sink s, FakeCall c, float enc, int[] ids, Decoding dec) {
            loop.start(c, Tensors.of("enc", TestTensors.floats(mem, new long[] {1, 1}, enc)), ids, dec, s);
        }

        FakeCall call() {
            return new FakeCall(mem);
        }

        public void close() {
            loop.close();
            a.close();
            b.close();
            mem.assertNoLeaks();
            check(loop.free.size() == 0 || loop.free.size() == loop.spec.slots(), "slots " + loop.free);
        }
    }

    static void check(boolean ok, String what) {
        if (!ok) throw new AssertionError(what);
    }

    static Decoding decoding(int n) {
        Decoding g = Decoding.greedy(4 + n % 9, Set.of(0, 5));
        return switch (n % 4) {
            case 0 -> g;
            case 1 -> g.by(new Decoding.Sample(0.8, 0, 1, 1 + n % 3));
            case 2 -> g.by(new Decoding.Beams(2 + n % 3, 2, 1.0, Decoding.Beams.Early.FIRST));
            default -> g.keeping();
        };
    }

    static int[] ids(int n) {
        int[] i = new int[1 + n % 3];
        for (int k = 0; k < i.length; k++) i[k] = 1 + (n * 7 + k) % 12;
        return i;
    }

    public static void main(String[] x) throws Exception {
        Map<Kind, List<String>> alone = new EnumMap<>(Kind.class);
        for (Kind k : Kind.values()) {
            List<String> one = new ArrayList<>();
            for (int n = 0; n < 40; n++)
                try (Rig r = new Rig(k, 16)) {
                    Sink s = r.start(
                            r.call(), n * 3, ids(n), decoding(n).keep() && k != Kind.LSTM ? decoding(n) : decoding(n));
                    r.all();
                    one.add(s.s + " " + s.kept);
                    check(s.ends == 1, "ends");
                }
            alone.put(k, one);
            // interleaved: one joins at every turn
            try (Rig r = new Rig(k, 16)) {
                List<Sink> sinks = new ArrayList<>();
                int n = 0;
                while (n < 40) {
                    sinks.add(r.start(r.call(), n * 3, ids(n), decoding(n)));
                    n++;
                    r.turn();
                }
                r.all();
                int equal = 0;
                for (int i = 0; i < 40; i++) if ((sinks.get(i).s + " " + sinks.get(i).kept).equals(one.get(i))) equal++;
                List<FakeScript.Launch> ls = r.backend.script().launches();
                long st = ls.stream().filter(q -> q.graph().equals("step")).count(),
                        rows =
                                ls.stream()
                                        .filter(q -> q.graph().equals("step"))
                                        .mapToInt(FakeScript.Launch::rows)
                                        .sum();
                System.out.printf(
                        "%s: interleaved equal to alone %d/40, distinct %d, step launches %d, rows %d, mean %.2f, put %d B, taken %d B, ledger entries %d%n",
                        k,
                        equal,
                        new HashSet<>(one).size(),
                        st,
                        rows,
                        (double) rows / st,
                        r.loop.bytesPut,
                        r.loop.bytesTaken,
                        r.mem.created());
            }
            // cancel item 3 at every turn; the others are as alone
            int cuts = 0, worst = 0;
            for (int at = 0; at < 40; at++)
                try (Rig r = new Rig(k, 16)) {
                    List<Sink> sinks = new ArrayList<>();
                    FakeCall c = r.call();
                    for (int n = 0; n < 8; n++) sinks.add(r.start(n == 3 ? c : r.call(), n * 3, ids(n), decoding(n)));
                    for (int t = 0; t < at; t++) r.turn();
                    c.cancel();
                    int until = 0;
                    while (sinks.get(3).ends == 0 && r.turn()) until++;
                    worst = Math.max(worst, until);
                    r.all();
                    for (int n = 0; n < 8; n++) {
                        check(sinks.get(n).ends == 1, "one end " + n);
                        if (n != 3)
                            check(
                                    (sinks.get(n).s + " " + sinks.get(n).kept)
                                            .equals(alone.get(k).get(n)),
                                    k + " changed by a cancel");
                        else if (sinks.get(n).err != null) cuts++;
                    }
                }
            System.out.printf(
                    "%s: cancelled at 40 points, %d cut, others unchanged, worst turns until the slot is free %d%n",
                    k, cuts, worst);
            // failures at every launch: transient (repeat) and poison
            int repeated = 0;
            for (int at = 0; at < 30; at++)
                try (Rig r = new Rig(k, 16)) {
                    List<Sink> sinks = new ArrayList<>();
                    for (int n = 0; n < 8; n++) sinks.add(r.start(r.call(), n * 3, ids(n), decoding(n)));
                    for (int t = 0; t < at; t++) r.turn();
                    r.backend.script().failNext(BackendException.Kind.TRANSIENT);
                    r.all();
                    for (int n = 0; n < 8; n++) {
                        check(sinks.get(n).ends == 1, "one end " + n);
                        if (sinks.get(n).err == null) {
                            check(
                                    (sinks.get(n).s + " " + sinks.get(n).kept)
                                            .equals(alone.get(k).get(n)),
                                    k + " changed by a repeated step");
                            repeated++;
                        }
                    }
                }
            System.out.printf(
                    "%s: a failure at each of 30 launches: %d of 240 items as alone after the repeat%n", k, repeated);
            // slow sink with others waiting for its slots
            try (Rig r = new Rig(k, 3)) {
                Sink slow = new Sink();
                slow.slow = true;
                r.go(slow, r.call(), 9, ids(3), decoding(3));
                for (int t = 0; t < 5; t++) r.turn();
                int stalled = slow.count;
                List<Sink> o = new ArrayList<>();
                for (int n = 0; n < 6; n++) o.add(r.start(r.call(), n * 3, ids(n), decoding(n)));
                r.all();
                long done = o.stream().filter(q -> q.ends == 1).count();
                int idle = 0;
                while (slow.ends == 0 && idle++ < 99) {
                    slow.drain();
                    r.all();
                }
                System.out.printf(
                        "%s: slow reader took %d token(s), then stalled; %d/6 others ended meanwhile on 3 slots; parked %d; resumed equal: %s%n",
                        k,
                        stalled,
                        done,
                        r.loop.parks,
                        (slow.s + " " + slow.kept).equals(alone.get(k).get(3)));
                r.all();
                for (Sink q : o) check(q.ends == 1, "ended");
            }
        }
        System.out.println("IN_GRAPH, LEFT_PAD, EQUAL_LENGTH agree: "
                + alone.get(Kind.IN_GRAPH).stream()
                        .map(q -> q.split(" \\[")[0])
                        .toList()
                        .equals(alone.get(Kind.LEFT_PAD).stream()
                                .map(q -> q.split(" \\[")[0])
                                .toList())
                + " " + alone.get(Kind.LEFT_PAD).equals(alone.get(Kind.EQUAL_LENGTH)));
        System.out.println("sample: " + alone.get(Kind.LSTM).subList(0, 4));
        // newcomer while 8 long ones run
        try (Rig r = new Rig(Kind.LEFT_PAD, 16)) {
            for (int n = 0; n < 8; n++) r.start(r.call(), n * 3, ids(n), Decoding.greedy(30, Set.of()));
            for (int t = 0; t < 12; t++) r.turn();
            int before = r.backend.script().launches().size();
            Sink s = r.start(r.call(), 7, ids(1), Decoding.greedy(5, Set.of()));
            int turns = 0;
            while (s.count == 0) {
                r.turn();
                turns++;
            }
            System.out.println("newcomer's first token after launches "
                    + r
                            .backend
                            .script()
                            .launches()
                            .subList(before, r.backend.script().launches().size())
                            .stream()
                            .map(FakeScript.Launch::graph)
                            .toList());
            r.all();
        }
        // cost of a step's worth of offers and one poll
        for (int rows : new int[] {8, 64})
            try (Rig r = new Rig(Kind.IN_GRAPH, 64)) {
                List<SpikeLoop.Item> items = new ArrayList<>();
                for (int n = 0; n < rows; n++) {
                    SpikeLoop.Item i = r.loop.new Item(r.call(), Tensors.of(Map.of()), ids(0), decoding(0), new Sink());
                    i.begun = true;
                    i.rows.add(new SpikeLoop.Row(0));
                    i.rows.get(0).tokens.add(1);
                    items.add(i);
                }
                long best = Long.MAX_VALUE;
                for (int rep = 0; rep < 30; rep++) {
                    long t = System.nanoTime();
                    for (int q = 0; q < 500; q++) {
                        for (var i : items) i.offer();
                        Batch<SpikeLoop.Item> y = r.d.poll(r.lane, 1);
                        r.d.finished(r.lane, y, 1, 2);
                        check(y.works().size() == rows, "batch");
                    }
                    best = Math.min(best, (System.nanoTime() - t) / 500);
                }
                System.out.println("offer x" + rows + " + poll + finished: " + best / 1000.0 + " us a step");
            }
    }
}
