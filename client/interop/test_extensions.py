"""Triton's extensions of the protocol, through tritonclient: streams, statistics, classification, deadlines."""

import queue

import numpy as np
from case import Case, elements, tensor
from tritonclient import grpc as triton

REQUESTS = 300  # more than one stream's window
WAIT_SECONDS = 30


def add(value: int) -> list[triton.InferInput]:
    rows = np.full((1, 16), value, np.float32)
    return [tensor("INPUT0", rows), tensor("INPUT1", rows)]


class StreamTest(Case):
    def setUp(self) -> None:
        super().setUp()
        self.answers: queue.Queue = queue.Queue()
        self.client.start_stream(callback=lambda result, error: self.answers.put((result, error)))
        self.addCleanup(self.client.stop_stream)

    def next(self):
        return self.answers.get(timeout=WAIT_SECONDS)

    def test_many_at_once_each_its_own_answer_in_order(self):
        for i in range(REQUESTS):
            self.client.async_stream_infer("add", add(i), request_id=str(i), enable_empty_final_response=True)
        for i in range(REQUESTS):
            result, error = self.next()
            self.assertIsNone(error)
            answer = result.get_response()
            self.assertEqual(str(i), answer.id)
            self.assertTrue(answer.parameters["triton_final_response"].bool_param)
            np.testing.assert_array_equal(np.full((1, 16), 2 * i), result.as_numpy("OUTPUT0"))
        self.client.stop_stream()
        self.assertTrue(self.answers.empty(), "each request has one answer")

    def test_bad_request_fails_alone(self):
        self.client.async_stream_infer("nope", add(1), request_id="bad")
        self.client.async_stream_infer("add", add(1), request_id="good")
        result, error = self.next()
        self.assertIsNone(result)
        self.assertIn("'nope'", error.message())
        result, error = self.next()
        self.assertIsNone(error)
        self.assertEqual("good", result.get_response().id)

    def test_typed_model_embeds(self):
        self.client.async_stream_infer("mini", [elements("text", b"a cat")], request_id="t")
        result, error = self.next()
        self.assertIsNone(error)
        self.assertEqual((1, 384), result.as_numpy("text_embedding").shape)

    def test_half_closed_drains_first(self):
        for i in range(8):
            self.client.async_stream_infer("add", add(i))
        self.client.stop_stream()
        self.assertEqual(8, self.answers.qsize())
        self.assertEqual([None] * 8, [self.next()[1] for _ in range(8)])


class ExtensionsTest(Case):
    def test_statistics_count_what_was_asked(self):
        def figures(name: str):
            return self.client.get_inference_statistics(name).model_stats[0]

        before = figures("add")
        for i in range(5):
            self.infer("add", *add(i))
        after = figures("add")
        self.assertEqual(5, after.inference_count - before.inference_count)
        self.assertEqual(5, after.inference_stats.success.count - before.inference_stats.success.count)
        self.assertEqual(before.inference_stats.fail.count, after.inference_stats.fail.count)
        stats = after.inference_stats
        self.assertEqual({stats.success.count}, {s.count for s in (stats.queue, stats.compute_infer, stats.compute_output)})
        parts = stats.queue.ns + stats.compute_input.ns + stats.compute_infer.ns + stats.compute_output.ns
        self.assertEqual(stats.success.ns, parts)
        self.assertEqual(after.execution_count, sum(batch.compute_infer.count for batch in after.batch_stats))
        self.assertGreater(after.last_inference, 1_700_000_000_000)

    def test_statistics_no_name_lists_all(self):
        names = {model.name for model in self.client.get_inference_statistics().model_stats}
        self.assertLessEqual({"add", "types", "mini", "mini.text", "mini.image"}, names)

    def test_statistics_typed_model_counts_its_items(self):
        before = self.client.get_inference_statistics("mini").model_stats[0]
        self.infer("mini", elements("text", b"a cat", b"a rocket"), outputs=("text_embedding",))
        after = self.client.get_inference_statistics("mini").model_stats[0]
        self.assertEqual(2, after.inference_stats.success.count - before.inference_stats.success.count)

    def test_classification_best_of_each_row(self):
        rows = np.zeros((2, 16), np.float32)
        rows[0, 3], rows[1, 5] = 1.5, 2
        wanted = [triton.InferRequestedOutput("OUTPUT0", class_count=2)]
        result = self.client.infer("add", [tensor("INPUT0", rows), tensor("INPUT1", rows)], outputs=wanted)
        best = result.as_numpy("OUTPUT0")
        self.assertEqual([[b"3.000000:3", b"0.000000:0"], [b"4.000000:5", b"0.000000:0"]], best.tolist())

    def test_priority_and_timeout_taken(self):
        self.infer("add", *add(1), priority=1, timeout=10_000_000)
        self.refuses("DEADLINE_EXCEEDED", "deadline", lambda: self.infer("add", *add(1), timeout=1))

    def test_sequence_refused(self):
        self.refuses("UNIMPLEMENTED", "sequences", lambda: self.infer("add", *add(1), sequence_id=7, sequence_start=True))

    def test_extensions_only_what_works(self):
        extensions = set(self.client.get_server_metadata().extensions)
        self.assertLessEqual({"classification", "statistics", "schedule_policy"}, extensions)
        self.assertFalse(extensions & {"sequence", "system_shared_memory", "cuda_shared_memory", "trace", "logging"})
