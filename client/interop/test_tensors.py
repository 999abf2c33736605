"""Plain ONNX folders: tensors in, tensors out, through tritonclient."""

import queue

import ml_dtypes
import numpy as np
from case import Case, elements, tensor
from tritonclient import grpc as triton

ROWS = np.arange(48, dtype=np.float32).reshape(3, 16)


def add(rows: np.ndarray = ROWS) -> list[triton.InferInput]:
    return [tensor("INPUT0", rows), tensor("INPUT1", 2 * rows)]


def every_datatype() -> dict[str, np.ndarray]:
    integers = {n: np.dtype(n.lower()) for n in ("UINT8", "INT8", "INT16", "UINT16", "INT32", "UINT32", "INT64", "UINT64")}
    arrays = {name: np.array([np.iinfo(t).min, 0, 1, np.iinfo(t).max], t) for name, t in integers.items()}
    floats = {"FP16": np.float16, "FP32": np.float32, "FP64": np.float64}
    arrays |= {n: np.array([np.finfo(t).min, -0.0, np.finfo(t).tiny, np.inf, np.nan], t) for n, t in floats.items()}
    arrays["BOOL"] = np.array([True, False, True])
    arrays["BYTES"] = np.array([b"", b"cat", "\u732b".encode(), b"x" * 70_000], dtype=object)
    return arrays


class TensorsTest(Case):
    def test_add_batched_every_row_right(self):
        result = self.infer("add", *add())
        np.testing.assert_array_equal(3 * ROWS, result.as_numpy("OUTPUT0"))
        np.testing.assert_array_equal(-ROWS, result.as_numpy("OUTPUT1"))

    def test_answer_echoes_id_and_fills_version(self):
        answer = self.infer("add", *add(), request_id="request-7").get_response()
        self.assertEqual(("add", "1", "request-7"), (answer.model_name, answer.model_version, answer.id))
        self.assertEqual("", self.infer("add", *add()).get_response().id)

    def test_outputs_named_only_those_in_that_order(self):
        answer = self.infer("add", *add(), outputs=("OUTPUT1",)).get_response()
        self.assertEqual(["OUTPUT1"], [output.name for output in answer.outputs])
        answer = self.infer("add", *add(), outputs=("OUTPUT1", "OUTPUT0")).get_response()
        self.assertEqual(["OUTPUT1", "OUTPUT0"], [output.name for output in answer.outputs])

    def test_types_every_datatype_comes_back_as_sent(self):
        sent = every_datatype()
        result = self.infer("types", *[tensor(f"IN_{name}", values) for name, values in sent.items()])
        for name, values in sent.items():
            with self.subTest(name):
                self.assertEqual(name, result.get_output(f"OUT_{name}").datatype)
                np.testing.assert_array_equal(values, result.as_numpy(f"OUT_{name}"))

    def test_bf16_comes_back_as_sent(self):
        sent = np.array([0, -1.5, 3e38], dtype=ml_dtypes.bfloat16)
        np.testing.assert_array_equal(sent, self.infer("bf16", tensor("INPUT", sent)).as_numpy("OUTPUT"))

    def test_graph_without_batch_axis_scales(self):
        rows = np.arange(6, dtype=np.float32).reshape(2, 3)
        np.testing.assert_array_equal(2.5 * rows, self.infer("scale_nobatch", tensor("INPUT", rows)).as_numpy("OUTPUT"))

    def test_graph_without_config_negates(self):
        rows = np.arange(12, dtype=np.float32).reshape(4, 3)
        np.testing.assert_array_equal(-rows, self.infer("noconfig", tensor("INPUT", rows)).as_numpy("OUTPUT"))

    def test_concurrent_calls_of_many_lengths_each_gets_its_own(self):
        answers: queue.Queue = queue.Queue()
        for n in range(1, 65):
            self.client.async_infer(
                "lengths",
                [tensor("IDS", np.full((1, n), n, np.int64))],
                callback=lambda result, error: answers.put((result, error)),
                request_id=str(n),
            )
        seen = set()
        for _ in range(64):
            result, error = answers.get(timeout=60)
            self.assertIsNone(error)
            n = int(result.get_response().id)
            seen.add(n)
            self.assertEqual([[n * n]], result.as_numpy("SUM").tolist())
            self.assertEqual([[n]], result.as_numpy("MAX").tolist())
        self.assertEqual(set(range(1, 65)), seen)

    def test_async_infer_failure_reaches_the_callback(self):
        answers: queue.Queue = queue.Queue()
        self.client.async_infer("nope", add(), callback=lambda result, error: answers.put((result, error)))
        result, error = answers.get(timeout=60)
        self.assertIsNone(result)
        self.assertEqual("StatusCode.NOT_FOUND", error.status())

    def test_poisoned_row_fails_alone(self):
        good, bad = np.ones((1, 4), np.float32), np.full((1, 4), 1000, np.float32)
        self.refuses("INVALID_ARGUMENT", "poison", lambda: self.infer("poison", tensor("INPUT", bad)))
        np.testing.assert_array_equal(2 * good, self.infer("poison", tensor("INPUT", good)).as_numpy("OUTPUT"))


class RefusalTest(Case):
    def test_model_unknown_not_found(self):
        self.refuses("NOT_FOUND", "'nope'", lambda: self.infer("nope", *add()))
        self.refuses("NOT_FOUND", "'9'", lambda: self.infer("add", *add(), model_version="9"))

    def test_datatype_wrong_named(self):
        wrong = [tensor("INPUT0", ROWS.astype(np.float64)), tensor("INPUT1", ROWS)]
        self.refuses("INVALID_ARGUMENT", "'INPUT0': expected FP32, got FP64", lambda: self.infer("add", *wrong))

    def test_shape_wrong_named(self):
        self.refuses("INVALID_ARGUMENT", "shape [3,8]", lambda: self.infer("add", *add(ROWS[:, :8].copy())))

    def test_batch_too_large_named(self):
        self.refuses("INVALID_ARGUMENT", "between 1 and 8", lambda: self.infer("add", *add(np.ones((9, 16), np.float32))))

    def test_axis_of_length_zero_refused(self):
        nothing = tensor("INPUT", np.zeros((0, 3), np.float32))
        self.refuses("INVALID_ARGUMENT", "INPUT", lambda: self.infer("noconfig", nothing))

    def test_rows_unequal_refused(self):
        unequal = [tensor("INPUT0", ROWS), tensor("INPUT1", ROWS[:2].copy())]
        self.refuses("INVALID_ARGUMENT", "INPUT", lambda: self.infer("add", *unequal))

    def test_input_missing_unknown_or_doubled_named(self):
        one, two = add()
        self.refuses("INVALID_ARGUMENT", "'INPUT1'", lambda: self.infer("add", one))
        self.refuses("INVALID_ARGUMENT", "'INPUT9'", lambda: self.infer("add", one, two, tensor("INPUT9", ROWS)))
        self.refuses("INVALID_ARGUMENT", "'INPUT0'", lambda: self.infer("add", one, one))

    def test_output_unknown_named(self):
        self.refuses("INVALID_ARGUMENT", "'OUTPUT9'", lambda: self.infer("add", *add(), outputs=("OUTPUT9",)))

    def test_extensions_not_offered_refused_not_ignored(self):
        self.refuses("UNIMPLEMENTED", "sequence", lambda: self.infer("add", *add(), sequence_id=3, sequence_start=True))

    def test_time_allowed_too_short_deadline_exceeded(self):
        self.refuses("DEADLINE_EXCEEDED", "", lambda: self.infer("add", *add(), timeout=1))

    def test_text_sent_as_numbers_refused(self):
        self.refuses("INVALID_ARGUMENT", "BYTES", lambda: self.infer("mini", tensor("text", ROWS[0])))
        self.refuses("INVALID_ARGUMENT", "expected INT64", lambda: self.infer("lengths", elements("IDS", b"1")))
