"""The hand-written part of the client against a server in this process."""

import itertools
import pathlib
import sys
import tempfile
import threading
import unittest

import grpc
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import fake  # noqa: E402
import triptych  # noqa: E402
from triptych.v1 import content_pb2, tensor_pb2  # noqa: E402


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.server = fake.FakeServer()
        self.addCleanup(self.server.close)
        self.client = triptych.Client(self.server.target, tenant="blue", headers={"x-more": "1"})
        self.addCleanup(self.client.close)


class EmbedTest(Case):
    def test_embed_all_kinds_of_input_travel_in_order(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "five")
            path.write_bytes(b"12345")
            array = np.zeros((2, 3), ">i2")
            own = content_pb2.Content(text="seven..")
            answer = self.client.embed("fake/7", ["a", b"ab", path, memoryview(b"abc"), array, own])
        self.assertEqual([1, 2, 5, 3, 12, 7], [vector.values[0] for vector in answer.values()])
        self.assertEqual(("fake", "7"), (self.server.request.model, self.server.request.model_version))
        self.assertEqual(("fake", "7"), (answer.model, answer.model_version))
        sent = self.server.request.items[4].content.tensor
        self.assertEqual((tensor_pb2.DATA_TYPE_INT16, [2, 3]), (sent.dtype, list(sent.shape)))

    def test_embed_one_text_is_one_item(self):
        self.assertEqual((1, 2), self.client.embed("fake", "letters").array().shape)

    def test_embed_array_of_objects_refused(self):
        with self.assertRaisesRegex(TypeError, "object"):
            self.client.embed("fake", np.array(["a"], object))
        with self.assertRaisesRegex(TypeError, "got int"):
            self.client.embed("fake", [3])

    def test_vector_is_a_view_over_the_answer(self):
        vector = self.client.embed("fake", "abc")[0].value
        self.assertEqual(np.dtype("<f4"), vector.values.dtype)
        self.assertFalse(vector.values.flags.owndata)
        self.assertFalse(vector.values.flags.writeable)
        self.assertEqual((2, "fake-1", True), (vector.dim, vector.space, vector.normalized))
        np.testing.assert_array_equal([3, 0.5], np.asarray(vector))
        self.assertEqual(np.float64, np.asarray(vector, np.float64).dtype)

    def test_bfloat16_is_widened(self):
        made = triptych.array_of(b"\x80\x3f\x00\xc0", tensor_pb2.DATA_TYPE_BFLOAT16)
        np.testing.assert_array_equal(np.array([1, -2], np.float32), made)

    def test_cosine_of_other_space_refused(self):
        one = triptych.Vector(np.array([3, 4], np.float32), "a", False)
        other = triptych.Vector(np.array([6, 8], np.float32), "a", False)
        self.assertAlmostEqual(1, one.cosine(other))
        with self.assertRaisesRegex(ValueError, "'a' and 'b'"):
            one.cosine(triptych.Vector(one.values, "b", False))

    def test_item_that_fails_fails_alone(self):
        good, bad = self.client.embed("fake", ["good", "bad"])
        self.assertTrue(good.ok)
        self.assertIsInstance(bad.error, triptych.InvalidRequestError)
        with self.assertRaises(triptych.InvalidRequestError):
            _ = bad.value

    def test_headers_and_tenant_travel(self):
        self.client.embed("fake", "a")
        self.assertEqual(("blue", "1"), (self.server.metadata["x-triptych-tenant"], self.server.metadata["x-more"]))
        self.assertIn("triptych-python", self.server.metadata["user-agent"])

    def test_answer_above_the_default_limit_of_grpc_received(self):
        wide = ["x" * 100] * 100_000  # 5 MiB of answers.
        self.assertEqual((100_000, 2), self.client.embed("fake", wide).array().shape)

    def test_channel_brought_along_stays_open(self):
        with grpc.insecure_channel(self.server.target) as channel:
            with triptych.Client(channel=channel) as client:
                client.embed("fake", "a")
            with triptych.Client(channel=channel) as client:
                self.assertTrue(client.embed("fake", "a")[0].ok)

    def test_list_models_reads_all_pages(self):
        self.assertEqual(["model-0", "model-1", "model-2"], [model.name for model in self.client.list_models()])
        self.assertEqual("fake", self.client.server_info().version)


class TasksTest(Case):
    def test_embed_options_travel(self):
        self.client.embed("fake", "a", normalize=False, truncation="refuse", expect_space="s", prompt="", dim=64)
        options = self.server.request.options
        self.assertEqual((False, 2, "s", "", 64), (
            options.normalize, options.truncation, options.expect_space, options.prompt, options.dim))
        self.assertTrue(options.HasField("normalize") and options.HasField("prompt"))
        self.client.embed("fake", "a")
        self.assertFalse(self.server.request.options.HasField("prompt"))

    def test_classify_options_travel_and_labels_come_back(self):
        answer = self.client.classify(
            "fake", ["a", "b"], templates=["a {}"], label_set="pets", top_k=2, threshold=0.5, activation="sigmoid",
            temperature=2)
        request = self.server.request
        self.assertEqual(("pets", ["a {}"], 2), (request.label_set, list(request.templates), request.options.top_k))
        self.assertEqual((0.5, 2), (request.options.threshold, request.options.temperature))
        self.assertEqual((("cat", 3, 0.75, 2),), answer[1].value)
        self.assertEqual(("cat", "sigmoid"), (answer[0].value.best.label, answer[0].value.activation))
        with self.assertRaisesRegex(ValueError, "softplus"):
            self.client.classify("fake", "a", activation="softplus")

    def test_classify_labels_cut_to_fit_are_told(self):
        answer = self.client.classify("fake", ["a", "b"], labels=("x", "y", "z"))
        self.assertEqual(({2}, 2), (answer.truncated_labels, len(answer)))

    def test_one_text_where_many_belong_is_refused_not_spelt(self):
        for name in ("labels", "templates"):
            with self.subTest(name), self.assertRaisesRegex(TypeError, f"{name} .*'cat'.*\\['cat'\\]"):
                self.client.classify("fake", "a", **{name: "cat"})
        with self.assertRaisesRegex(TypeError, "features"):
            self.client.features("fake", "a", "tokens")
        with self.assertRaisesRegex(TypeError, "labels"):
            self.client.classify("fake", "a", b"cat")
        self.assertIsNone(self.server.request)
        self.client.classify("fake", "a", (label for label in ("x", "y")))
        self.assertEqual(["x", "y"], list(self.server.request.labels))

    def test_list_labels_reads_all_pages(self):
        self.assertEqual(["label-0", "label-1"], self.client.list_labels("clip/2", "pets"))
        request = self.server.request
        self.assertEqual(("clip", "2", "pets"), (request.model, request.model_version, request.label_set))
        self.client.list_labels()
        self.assertEqual(("", ""), (self.server.request.model, self.server.request.label_set))

    def test_rank_weighted_terms_travel_and_failures_come_back(self):
        answer = self.client.rank("fake", [triptych.Terms(("a", 1), (b"x", -0.5)), "b"], ["c", "d"], query_prompt="q")
        weighted, plain = self.server.request.queries
        self.assertEqual([1, -0.5], [term.weight for term in weighted.terms])
        self.assertEqual("b", plain.content.text)
        self.assertEqual("q", self.server.request.options.query_prompt)
        self.assertEqual([(1, 0.5, 1)], answer[0].value)
        self.assertEqual(([0], {1}), (list(answer.failed_candidates), answer.truncated_candidates))
        self.client.rank("fake", triptych.Terms(("a", 1)), "c")
        self.assertEqual(1, len(self.server.request.queries))

    def test_features_come_as_arrays(self):
        found = self.client.features("fake", "a", ["tokens", "pooled"])[0].value
        self.assertEqual(["tokens", "pooled"], list(found))
        np.testing.assert_array_equal(np.frombuffer(bytes(range(12)), "<i2").reshape(2, 3), found["tokens"])


class StreamTest(Case):
    def test_embed_stream_answers_out_of_order_results_in_order(self):
        self.server.group = 4
        texts = ["x" * n for n in range(50)]
        results = list(self.client.embed_stream("clip/2", texts, max_in_flight=4))
        self.assertEqual(list(range(50)), [result.value.values[0] for result in results])
        self.assertEqual(("clip", "2"), (self.server.setup.model, self.server.setup.model_version))

    def test_embed_stream_takes_no_more_than_its_window(self):
        endless = itertools.count()
        results = self.client.embed_stream("fake", (str(n) for n in endless), max_in_flight=5)
        next(results)
        next(results)
        results.close()
        self.assertLessEqual(next(endless), 7)

    def test_embed_stream_nothing_sent_nothing_answered(self):
        self.assertEqual([], list(self.client.embed_stream("fake", [])))

    def test_embed_stream_item_fails_alone(self):
        results = list(self.client.embed_stream("fake", ["a", "bad", "c"]))
        self.assertEqual([True, False, True], [result.ok for result in results])

    def test_embed_stream_refused_raises(self):
        self.server.refusals, self.server.code = 1, grpc.StatusCode.NOT_FOUND
        with self.assertRaises(triptych.NotFoundError):
            list(self.client.embed_stream("nope", ["a"]))


class ErrorTest(Case):
    def test_error_carries_all_that_the_server_said(self):
        self.server.refusals, self.server.code = 1, grpc.StatusCode.INVALID_ARGUMENT
        with self.assertRaises(triptych.InvalidRequestError) as caught:
            self.client.embed("fake", "a")
        error = caught.exception
        self.assertEqual(grpc.StatusCode.INVALID_ARGUMENT, error.code)
        self.assertEqual(("SOME_REASON", "triptych.dev"), (error.reason, error.domain))
        self.assertEqual({"limit": "3"}, error.metadata)
        self.assertEqual((("items[0]", "too long"),), error.violations)
        self.assertEqual((1.5, "r-1"), (error.retry_after, error.request_id))
        self.assertEqual("what, where, limit [SOME_REASON, request r-1]", str(error))
        self.assertIsInstance(error, triptych.TriptychError)
        self.assertEqual(1, self.server.attempts)

    def test_every_code_has_its_class(self):
        for code, kind in triptych._ERRORS.items():
            with self.subTest(code):
                self.assertIs(kind, type(triptych._error_of(fake.status(code))))
        self.assertIs(triptych.ServerError, type(triptych._error_of(fake.status(grpc.StatusCode.INTERNAL))))

    def test_deadline_passed_raises(self):
        self.server.block = threading.Event()
        with self.assertRaises(triptych.DeadlineExceededError) as caught:
            self.client.embed("fake", "a", timeout=0.05)
        self.assertEqual("", caught.exception.reason)

    def test_timeout_zero_is_refused_not_the_default(self):
        for timeout in (0, -1, float("nan")):
            with self.subTest(timeout), self.assertRaisesRegex(ValueError, "timeout must be above 0"):
                self.client.embed("fake", "a", timeout=timeout)
            with self.subTest(timeout), self.assertRaisesRegex(ValueError, "timeout must be above 0"):
                list(self.client.embed_stream("fake", ["a"], timeout=timeout))
        self.assertEqual((0, None), (self.server.attempts, self.server.setup))

    def test_server_gone_unavailable(self):
        self.server.close()
        with triptych.Client(self.server.target, max_attempts=1) as client:
            with self.assertRaises(triptych.UnavailableError):
                client.embed("fake", "a")


class RetryTest(Case):
    def test_call_unavailable_twice_answered_by_third_attempt(self):
        self.server.refusals = 2
        self.assertTrue(self.client.embed("fake", "a")[0].ok)
        self.assertEqual(3, self.server.attempts)

    def test_call_of_20_mib_is_tried_again_too(self):
        self.server.refusals = 1
        self.assertTrue(self.client.embed("fake", bytes(20 << 20))[0].ok)
        self.assertEqual(2, self.server.attempts)

    def test_pushback_says_never_not_tried_again(self):
        self.server.refusals, self.server.pushback = 1, "-1"
        with self.assertRaises(triptych.UnavailableError):
            self.client.embed("fake", "a")
        self.assertEqual(1, self.server.attempts)

    def test_retries_off_once_only(self):
        self.server.refusals = 1
        with triptych.Client(self.server.target, max_attempts=1) as client:
            with self.assertRaises(triptych.UnavailableError):
                client.embed("fake", "a")
        self.assertEqual(1, self.server.attempts)

    def test_calls_all_unavailable_are_throttled(self):
        self.server.refusals = 1000
        for _ in range(20):
            with self.assertRaises(triptych.UnavailableError):
                self.client.embed("fake", "a")
        # Ten tokens, retries only above five: unthrottled there would be eighty attempts.
        self.assertLessEqual(21, self.server.attempts)
        self.assertLessEqual(self.server.attempts, 25)


class SettingsTest(Case):
    def test_from_env_reads_every_name(self):
        environ = {
            "TRIPTYCH_SERVER": self.server.target,
            "TRIPTYCH_TENANT": "green",
            "TRIPTYCH_DEADLINE_MS": "1500",
            "TRIPTYCH_MAX_ATTEMPTS": "1",
        }
        self.server.refusals = 1
        with triptych.Client.from_env(environ) as client:
            self.assertEqual(1.5, client._deadline)
            with self.assertRaises(triptych.UnavailableError):
                client.embed("fake", "a")
            self.assertEqual("green", self.server.metadata["x-triptych-tenant"])
        self.assertEqual(1, self.server.attempts)

    def test_from_env_setting_goes_before_the_environment(self):
        with triptych.Client.from_env({"TRIPTYCH_SERVER": "nowhere:1"}, target=self.server.target) as client:
            self.assertTrue(client.embed("fake", "a")[0].ok)

    def test_from_env_value_wrong_named(self):
        for value in ("soon", "0", "-1", "1.5", "\u0661"):
            with self.subTest(value), self.assertRaisesRegex(ValueError, "TRIPTYCH_DEADLINE_MS"):
                triptych.Client.from_env({"TRIPTYCH_DEADLINE_MS": value})

    def test_settings_out_of_range_refused(self):
        for settings in ({"deadline": 0}, {"max_attempts": 6}, {"max_attempts": 0}):
            with self.subTest(settings), self.assertRaises(ValueError):
                triptych.Client(**settings)


if __name__ == "__main__":
    unittest.main()
