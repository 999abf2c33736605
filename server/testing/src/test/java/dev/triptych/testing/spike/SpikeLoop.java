package dev.triptych.testing.spike;

import dev.triptych.scheduling.*;
import dev.triptych.spi.backend.*;
import dev.triptych.spi.error.*;
import dev.triptych.spi.graph.*;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.sequence.*;
import dev.triptych.spi.tensor.*;
import java.nio.*;
import java.util.*;

/** Throw-away. */
final class SpikeLoop implements SequenceStage {
    final SequenceSpec spec;
    final Execution prefill;
    final Execution step;
    final Dispatcher<Item> dispatcher;
    final LaneGroup group;
    final TensorAllocator mem;
    final Deque<Item> waiting = new ArrayDeque<>();
    final Deque<Integer> free = new ArrayDeque<>();
    final Set<Item> paused = new LinkedHashSet<>();
    Tensor arena;
    long bytesPut;
    long bytesTaken;
    int parks;

    SpikeLoop(
            SequenceSpec spec,
            Execution prefill,
            Execution step,
            Dispatcher<Item> d,
            LaneGroup g,
            TensorAllocator mem) {
        this.spec = spec;
        this.prefill = prefill;
        this.step = step;
        dispatcher = d;
        group = g;
        this.mem = mem;
        for (int i = 0; i < spec.slots(); i++) free.add(i);
        for (State s : spec.state())
            if (s.kind() == State.Kind.IN_PLACE) {
                long[] sh = {spec.slots(), spec.maxLength()};
                try (TensorBuilder b = mem.allocate(DType.FP32, sh)) {
                    arena = b.build();
                }
            }
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public SequenceSpec spec() {
        return spec;
    }

    static final class Row {
        final int number;
        final List<Integer> tokens = new ArrayList<>();
        final List<Token> out = new ArrayList<>();
        Map<String, Tensor> state = new HashMap<>();
        double sum;
        Hypothesis.Finish finish;
        int slot = -1;
        float[] logits;
        Tensors kept;
        float[] saved;

        Row(int n) {
            number = n;
        }

        Row fork(int n) {
            Row r = new Row(n);
            r.tokens.addAll(tokens);
            r.out.addAll(out);
            r.sum = sum;
            r.logits = logits;
            state.forEach((k, t) -> r.state.put(k, t.retain()));
            return r;
        }

        void drop() {
            state.values().forEach(Tensor::close);
            state.clear();
        }
    }

    final class Item implements Work {
        final Call call;
        final Tensors prompt;
        final int[] tokens;
        final Decoding decoding;
        final TokenSink sink;
        final String tenant;
        List<Row> rows = new ArrayList<>();
        List<Row> finished = new ArrayList<>();
        boolean begun;
        boolean ended;
        boolean seated;
        final List<Integer> slots = new ArrayList<>();
        Bucket bucket;
        int steps;

        Item(Call c, Tensors p, int[] t, Decoding d, TokenSink s) {
            call = c;
            prompt = p;
            tokens = t;
            decoding = d;
            sink = s;
            tenant = "t";
        }

        int past() {
            return rows.get(0).tokens.size() - 1;
        }

        void set() {
            bucket = !begun
                    ? new Bucket(spec.name() + "/prefill/" + tokens.length, List.of())
                    : switch (spec.ragged()) {
                        case EQUAL_LENGTH -> new Bucket(spec.name() + "/step/" + past(), List.of());
                        case LEFT_PAD -> new Bucket(spec.name() + "/step", List.of(past()));
                        case IN_GRAPH -> new Bucket(spec.name() + "/step", List.of());
                    };
        }

        @Override
        public Bucket bucket() {
            return bucket;
        }

        @Override
        public int rows() {
            return begun ? rows.size() : 1;
        }

        @Override
        public long cost(int[] l) {
            return rows();
        }

        @Override
        public Flow flow() {
            return new Flow(tenant, spec.name());
        }

        @Override
        public long startTag() {
            return 0;
        }

        @Override
        public long latestStartNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean live() {
            return !call.cancelled();
        }

        @Override
        public Set<LaneGroup> lanes() {
            return Set.of(group);
        }

        @Override
        public int band() {
            return begun ? 1 : 0;
        }

        @Override
        public void drop(DropReason r) {
            end(TaskException.of(Reason.CALL_CANCELLED, "cancelled"));
        }

        void end(TaskException e) {
            if (ended) return;
            ended = true;
            prompt.close();
            if (e != null) {
                for (Row r : rows) for (Token t : r.out) if (beams()) t.close();
                for (Row r : rows) r.drop();
                rows.clear();
                finished.clear();
            }
            unseat();
            waiting.remove(this);
            paused.remove(this);
            if (e != null) sink.failed(e);
            seat();
        }

        boolean beams() {
            return decoding.strategy() instanceof Decoding.Beams;
        }

        void unseat() {
            free.addAll(slots);
            slots.clear();
            seated = false;
        }

        void offer() {
            set();
            Admission a = dispatcher.offerAdmitted(this);
            if (a instanceof Admission.Refused r)
                end(TaskException.of(Reason.CALL_CANCELLED, r.reason().name()));
        }
    }

    @Override
    public void start(Call call, Tensors prompt, int[] tokens, Decoding decoding, TokenSink sink) {
        Item i = new Item(call, prompt, tokens, decoding, sink);
        call.onCancel(() -> {
            if (waiting.contains(i) || paused.contains(i)) i.end(TaskException.of(Reason.CALL_CANCELLED, "cancelled"));
        });
        if (i.ended) return;
        if (decoding.strategy().rows() > spec.slots()) {
            i.end(TaskException.of(Reason.PARAMETER_INVALID, "more rows than slots"));
            return;
        }
        waiting.add(i);
        seat();
    }

    /** All or nothing, head first: a beam search is not overtaken for ever. */
    void seat() {
        while (!waiting.isEmpty()) {
            Item i = waiting.peek();
            int n = i.decoding.strategy().rows();
            while (free.size() < n) {
                Item slow = null;
                for (Item p : paused) if (p.seated) slow = p;
                if (slow == null) return;
                if (arena != null) for (Row r : slow.rows) r.saved = slot(r.slot);
                slow.unseat();
                parks++; // its state stays its own: parked
            }
            waiting.poll();
            for (int k = 0; k < n; k++) i.slots.add(free.poll());
            i.seated = true;
            for (int k = 0; k < i.rows.size(); k++)
                if (i.rows.get(k).saved != null) {
                    i.rows.get(k).slot = i.slots.get(k);
                    writeSlot(i.slots.get(k), i.rows.get(k).saved);
                }
            i.offer();
        }
    }

    void run(Batch<Item> b) {
        try {
            attempt(b);
        } catch (BackendException e) {
            try {
                attempt(b);
                return;
            } catch (BackendException twice) {
            }
            Splitter<Item> s = new Splitter<>(b.works());
            for (Item c : s.culprits()) c.end(TaskException.of(Reason.MODEL_REJECTED_INPUT, "step failed"));
            for (List<Item> part = s.next(); part != null; part = s.next()) {
                try {
                    attempt(Batch.of(part));
                    s.succeeded();
                } catch (BackendException again) {
                    if (s.failed()) part.get(0).end(TaskException.of(Reason.MODEL_REJECTED_INPUT, "step failed"));
                }
            }
        }
    }

    void attempt(Batch<Item> b) throws BackendException {
        if (!b.works().get(0).begun) encode(b);
        else step(b);
    }

    void put(Execution x, Port p, int row, Tensor t) {
        bytesPut += Shapes.bytes(t.type(), t.shape());
        x.put(p, row, t);
    }

    void encode(Batch<Item> b) throws BackendException {
        prefill.begin(b.rows(), new int[0]);
        Graph g = spec.prefill();
        int row = 0;
        for (Item i : b.works()) {
            for (Port p : g.inputs()) {
                if (p.name().equals(spec.ports().token())) {
                    try (Tensor t = ids(i.tokens)) {
                        put(prefill, p, row, t);
                    }
                } else put(prefill, p, row, i.prompt.get(p.name()));
            }
            row++;
        }
        prefill.launch();
        while (!prefill.await(1)) {}
        row = 0;
        for (Item i : b.works()) {
            i.begun = true;
            Row r = new Row(0);
            for (int t : i.tokens) r.tokens.add(t);
            for (State s : spec.state()) {
                if (s.kind() == State.Kind.IN_PLACE) {
                    r.slot = i.slots.get(0);
                    try (Tensor t = prefill.take(g.output(s.first()), row, 1, new int[0])) {
                        write(r.slot, t);
                    }
                } else if (s.first() != null)
                    r.state.put(s.in(), prefill.take(g.output(s.first()), row, 1, new int[0]));
            }
            try (Tensor l = prefill.take(g.output(spec.ports().logits()), row, 1, new int[0])) {
                r.logits = floats(l);
            }
            r.kept = kept(i, prefill, g, row);
            i.rows.add(r);
            row++;
            if (i.decoding.strategy() instanceof Decoding.Sample s)
                for (int k = 1; k < s.sequences(); k++) {
                    Row f = r.fork(k);
                    f.kept = Tensors.of(Map.of());
                    if (r.slot >= 0) {
                        f.slot = i.slots.get(k);
                        copySlot(r.slot, f.slot);
                    }
                    i.rows.add(f);
                }
            choose(i);
        }
    }

    Tensors kept(Item i, Execution x, Graph g, int row) {
        Map<String, Tensor> m = new HashMap<>();
        if (i.decoding.keep()) for (String k : spec.ports().kept()) m.put(k, x.take(g.output(k), row, 1, new int[0]));
        return Tensors.of(m);
    }

    void step(Batch<Item> b) throws BackendException {
        Graph g = spec.step();
        List<Row> rows = new ArrayList<>();
        Map<Row, Item> of = new HashMap<>();
        for (Item i : b.works())
            for (Row r : i.rows) {
                rows.add(r);
                of.put(r, i);
            }
        int pad = spec.ragged() == SequenceSpec.Ragged.LEFT_PAD ? b.lengths()[0] : 0;
        step.begin(rows.size(), b.lengths());
        for (int n = 0; n < rows.size(); n++) {
            Row r = rows.get(n);
            int past = r.tokens.size() - 1;
            for (Port p : g.inputs()) {
                String q = p.name();
                if (q.equals(spec.ports().token())) {
                    try (Tensor t = ids(r.tokens.get(past))) {
                        put(step, p, n, t);
                    }
                } else if (q.equals(spec.ports().position())) {
                    try (Tensor t = ids(past)) {
                        put(step, p, n, t);
                    }
                } else if (q.equals(spec.ports().slot())) {
                    try (Tensor t = ids(r.slot)) {
                        put(step, p, n, t);
                    }
                } else if (q.equals(spec.ports().mask())) {
                    int[] m = new int[pad + 1];
                    Arrays.fill(m, 0, past, 1);
                    m[pad] = 1;
                    try (Tensor t = ids(m)) {
                        put(step, p, n, t);
                    }
                } else if (r.state.containsKey(q)) put(step, p, n, r.state.get(q));
                else if (p.batchAxis() == Port.NO_BATCH) {
                    if (n == 0) put(step, p, 0, arena);
                } else put(step, p, n, of.get(r).prompt.get(q));
            }
        }
        step.launch();
        while (!step.await(1)) {}
        for (int n = 0; n < rows.size(); n++) {
            Row r = rows.get(n);
            int past = r.tokens.size() - 1;
            for (State s : spec.state()) {
                if (s.out() == null) continue;
                if (s.kind() == State.Kind.IN_PLACE) {
                    if (n == 0) {
                        Tensor t = step.take(g.output(s.out()), 0, 1, new int[0]);
                        bytesTaken += Shapes.bytes(t.type(), t.shape());
                        arena.close();
                        arena = t;
                    }
                    continue;
                }
                Tensor t = step.take(g.output(s.out()), n, 1, new int[0]);
                bytesTaken += Shapes.bytes(t.type(), t.shape());
                if (spec.ragged() == SequenceSpec.Ragged.LEFT_PAD && s.growAxis() >= 0 && past < pad)
                    t = closeHole(t, past, pad);
                Tensor old = r.state.put(s.in(), t);
                if (old != null) old.close();
            }
            try (Tensor l = step.take(g.output(spec.ports().logits()), n, 1, new int[0])) {
                r.logits = floats(l);
            }
            r.kept = kept(of.get(r), step, g, n);
        }
        for (Item i : b.works()) choose(i);
    }

    /** The new entry lies behind the padding: the SPI pads behind only. */
    Tensor closeHole(Tensor t, int past, int pad) {
        try (t;
                TensorBuilder b = mem.allocate(t.type(), 1, past + 1)) {
            for (int k = 0; k < past; k++) b.buffer().putFloat(4 * k, t.host().getFloat(4 * k));
            b.buffer().putFloat(4 * past, t.host().getFloat(4 * pad));
            bytesTaken += 4L * (past + 1);
            return b.build();
        }
    }

    void choose(Item i) {
        i.steps++;
        if (i.decoding.strategy() instanceof Decoding.Beams bs) beam(i, bs);
        else each(i);
        if (i.ended) return;
        if (i.rows.isEmpty()) {
            finish(i);
            return;
        }
        if (i.call.cancelled()) {
            i.end(TaskException.of(Reason.CALL_CANCELLED, "cancelled"));
            return;
        }
        if (!i.sink.ready()) {
            paused.add(i);
            i.sink.onReady(() -> resume(i));
            seat();
            return;
        }
        i.offer();
    }

    void resume(Item i) {
        if (!paused.remove(i) || i.ended) return;
        if (i.seated) {
            i.offer();
        } else {
            waiting.add(i);
            seat();
        }
    }

    void finish(Item i) {
        List<Hypothesis> hs = new ArrayList<>();
        if (!i.beams()) i.finished.sort(Comparator.comparingInt(r -> r.number));
        for (Row r : i.finished)
            hs.add(new Hypothesis(
                    i.beams()
                            ? r.out
                            : r.out.stream()
                                    .map(t -> new Token(t.id(), t.logProb(), Tensors.of(Map.of())))
                                    .toList(),
                    r.sum,
                    r.finish));
        i.end(null);
        i.sink.done(hs);
    }

    static double[] logProbs(float[] logits, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (float l : logits) max = Math.max(max, l / temperature);
        double z = 0;
        for (float l : logits) z += Math.exp(l / temperature - max);
        double[] out = new double[logits.length];
        for (int k = 0; k < out.length; k++) out[k] = logits[k] / temperature - max - Math.log(z);
        return out;
    }

    static double[] scores(Decoding d, List<Integer> tokens, int prompt, float[] logits, double temperature) {
        float[] l = logits.clone();
        IntBuffer so = IntBuffer.wrap(
                        tokens.stream().mapToInt(Integer::intValue).toArray())
                .asReadOnlyBuffer();
        for (LogitRule r : d.rules()) r.apply(so, prompt, FloatBuffer.wrap(l));
        if (tokens.size() - prompt < d.minNewTokens()) for (int e : d.ends()) l[e] = Float.NEGATIVE_INFINITY;
        return logProbs(l, temperature);
    }

    static int pick(Decoding d, double[] lp, long seed, int row, int at) {
        if (d.strategy() instanceof Decoding.Sample) {
            double u = new SplittableRandom(seed * 31 + row * 1_000_003L + at).nextDouble();
            double c = 0;
            for (int k = 0; k < lp.length; k++) {
                c += Math.exp(lp[k]);
                if (u < c) return k;
            }
            return lp.length - 1;
        }
        int best = 0;
        for (int k = 1; k < lp.length; k++) if (lp[k] > lp[best]) best = k;
        return best;
    }

    static double temp(Decoding d) {
        return d.strategy() instanceof Decoding.Sample s ? s.temperature() : 1;
    }

    void each(Item i) {
        for (Iterator<Row> it = i.rows.iterator(); it.hasNext(); ) {
            Row r = it.next();
            int prompt = i.tokens.length;
            double[] lp = scores(i.decoding, r.tokens, prompt, r.logits, temp(i.decoding));
            int id = pick(i.decoding, lp, i.call.seed(), r.number, r.tokens.size());
            Token t = new Token(id, (float) lp[id], r.kept);
            r.tokens.add(id);
            r.out.add(t);
            r.sum += lp[id];
            i.sink.token(r.number, t);
            if (i.decoding.ends().contains(id)) r.finish = Hypothesis.Finish.END;
            else if (r.tokens.size() - prompt >= i.decoding.maxNewTokens()) r.finish = Hypothesis.Finish.LENGTH;
            if (r.finish != null) {
                it.remove();
                r.drop();
                i.finished.add(r);
                if (i.slots.size() > 1) {
                    int sl = r.slot >= 0 ? r.slot : i.slots.get(0);
                    i.slots.remove((Integer) sl);
                    free.add(sl);
                    seat();
                }
            }
        }
    }

    record Cand(int row, int id, double sum, double lp) {}

    void beam(Item i, Decoding.Beams bs) {
        int prompt = i.tokens.length;
        List<Cand> c = new ArrayList<>();
        List<double[]> lps = new ArrayList<>();
        for (int n = 0; n < i.rows.size(); n++) {
            double[] lp = scores(i.decoding, i.rows.get(n).tokens, prompt, i.rows.get(n).logits, 1);
            lps.add(lp);
            for (int k = 0; k < lp.length; k++) c.add(new Cand(n, k, i.rows.get(n).sum + lp[k], lp[k]));
        }
        c.sort(Comparator.comparingDouble((Cand x) -> -x.sum)
                .thenComparingInt(Cand::row)
                .thenComparingInt(Cand::id));
        List<Row> next = new ArrayList<>();
        int taken = 0;
        List<Integer> src = new ArrayList<>();
        for (Cand x : c) {
            if (taken++ >= 2 * bs.beams() || next.size() == bs.beams()) break;
            Row from = i.rows.get(x.row);
            Row r = from.fork(next.size());
            r.tokens.add(x.id);
            r.sum = x.sum;
            r.out.clear();
            for (Token t : from.out) r.out.add(new Token(t.id(), t.logProb(), share(t.kept())));
            r.out.add(new Token(x.id, (float) x.lp, share(from.kept)));
            boolean end = i.decoding.ends().contains(x.id),
                    full = r.tokens.size() - prompt >= i.decoding.maxNewTokens();
            if (end || full) {
                r.finish = end ? Hypothesis.Finish.END : Hypothesis.Finish.LENGTH;
                r.sum /= Math.pow(r.tokens.size() - prompt, bs.lengthPenalty());
                r.drop();
                if (end && taken > bs.beams()) {
                    r.out.forEach(Token::close);
                } else i.finished.add(r);
                if (full && !end) next.add(null);
            } else {
                next.add(r);
                src.add(from.slot);
            }
        }
        next.removeIf(Objects::isNull);
        for (Row r : i.rows) {
            r.drop();
            r.kept.close();
            r.out.forEach(Token::close);
        }
        if (arena != null && !next.isEmpty()) {
            List<float[]> save = new ArrayList<>();
            for (int s : src) save.add(slot(s));
            for (int n = 0; n < next.size(); n++) {
                next.get(n).slot = i.slots.get(n);
                writeSlot(next.get(n).slot, save.get(n));
            }
        }
        i.rows = next;
        boolean stop = i.finished.size() >= bs.beams() || next.isEmpty();
        if (stop) {
            for (Row r : next) {
                r.drop();
                r.out.forEach(Token::close);
            }
            next.clear();
            i.finished.sort(Comparator.comparingDouble(r -> -r.sum));
            while (i.finished.size() > bs.results())
                i.finished.remove(i.finished.size() - 1).out.forEach(Token::close);
        }
    }

    static Tensors share(Tensors t) {
        Map<String, Tensor> m = new HashMap<>();
        for (String p : t.ports()) m.put(p, t.get(p).retain());
        return Tensors.of(m);
    }

    float[] slot(int s) {
        float[] v = new float[spec.maxLength()];
        for (int k = 0; k < v.length; k++) v[k] = arena.host().getFloat(4 * (s * v.length + k));
        return v;
    }

    void copySlot(int a, int b) {
        writeSlot(b, slot(a));
    }

    void write(int s, Tensor t) {
        writeSlot(s, floats(t));
    }

    void writeSlot(int s, float[] v) { // a Tensor is immutable: a whole new arena for one slot
        try (TensorBuilder b = mem.allocate(DType.FP32, arena.shape())) {
            b.buffer().put(0, arena.host(), 0, arena.host().remaining());
            for (int k = 0; k < v.length; k++) b.buffer().putFloat(4 * (s * spec.maxLength() + k), v[k]);
            bytesPut += b.buffer().capacity();
            arena.close();
            arena = b.build();
        }
    }

    static float[] floats(Tensor t) {
        float[] v = new float[t.host().remaining() / 4];
        t.host().asFloatBuffer().get(v);
        return v;
    }

    Tensor ids(int... v) {
        try (TensorBuilder b = mem.allocate(DType.INT64, 1, v.length)) {
            for (int k = 0; k < v.length; k++) b.buffer().putLong(8 * k, v[k]);
            return b.build();
        }
    }

    void close() {
        prefill.close();
        step.close();
        if (arena != null) arena.close();
    }
}
