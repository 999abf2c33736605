"""The client against a real server with the model mini, at TRIPTYCH_SERVER; and beside tritonclient in one process."""

import os
import pathlib
import unittest

import numpy as np

import triptych

PHOTOS = pathlib.Path(__file__).resolve().parents[3] / "models" / "mini" / "photos"


@unittest.skipUnless(os.environ.get("TRIPTYCH_SERVER"), "needs a server at TRIPTYCH_SERVER")
class ServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.client = triptych.Client.from_env()
        self.addCleanup(self.client.close)

    def test_embed_picture_and_text_share_a_space(self):
        picture, text = self.client.embed("mini", [PHOTOS / "coffee.jpg", "a cup of coffee"]).values()
        self.assertEqual(picture.space, text.space)
        self.assertAlmostEqual(1, float(np.linalg.norm(picture.values)), places=5)
        self.assertGreater(picture.cosine(text), 0)

    def test_embed_stream_equals_embed(self):
        photos = sorted(PHOTOS.glob("*.jpg"))
        streamed = [result.value.values for result in self.client.embed_stream("mini", photos, max_in_flight=4)]
        np.testing.assert_allclose(self.client.embed("mini", photos).array(), streamed, atol=1e-6)

    def test_classify_scores_add_up(self):
        answer = self.client.classify("mini", PHOTOS / "chelsea.jpg", ["cat", "airplane", "flower"])[0].value
        self.assertEqual("cat", answer.best.label)
        self.assertEqual("softmax", answer.activation)
        self.assertAlmostEqual(1, sum(label.score for label in answer), places=5)

    def test_rank_finds_the_photo(self):
        photos = sorted(PHOTOS.glob("*.jpg"))
        first = self.client.rank("mini", "a cup of coffee", photos, top_k=1)[0].value[0]
        self.assertEqual("coffee", photos[first.index].stem)

    def test_item_that_is_no_picture_fails_alone(self):
        good, bad = self.client.embed("mini", [PHOTOS / "coffee.jpg", b"no picture"])
        self.assertTrue(good.ok)
        self.assertEqual("MEDIA_TYPE_UNSUPPORTED", bad.error.reason)
        self.assertIsInstance(bad.error, triptych.InvalidRequestError)

    def test_model_unknown_named(self):
        with self.assertRaises(triptych.NotFoundError) as caught:
            self.client.embed("nope", "a")
        self.assertEqual(("MODEL_UNKNOWN", "triptych.dev"), (caught.exception.reason, caught.exception.domain))
        self.assertTrue(caught.exception.request_id)

    def test_classify_label_cut_to_fit_told(self):
        answer = self.client.classify("mini", "a cat", ["cat", "a b c " * 160])
        self.assertEqual({1}, answer.truncated_labels)

    def test_list_labels_set_unknown_named(self):
        with self.assertRaises(triptych.NotFoundError) as caught:
            self.client.list_labels("mini", "nope")
        self.assertEqual("LABEL_SET_UNKNOWN", caught.exception.reason)

    def test_list_models_has_mini(self):
        self.assertIn("mini", [model.name for model in self.client.list_models()])
        self.assertEqual("mini", self.client.get_model("mini").name)
        self.assertGreater(self.client.server_info().limits.max_items, 0)

    def test_tritonclient_in_the_same_process_answers_alike(self):
        try:
            from tritonclient import grpc as triton
        except ImportError:
            self.skipTest("tritonclient is not installed")
        data = (PHOTOS / "coffee.jpg").read_bytes()
        image = triton.InferInput("image", [1], "BYTES")
        image.set_data_from_numpy(np.array([data], dtype=object))
        with triton.InferenceServerClient(os.environ["TRIPTYCH_SERVER"]) as other:
            theirs = other.infer("mini", [image]).as_numpy("image_embedding")
        np.testing.assert_allclose(theirs, self.client.embed("mini", data).array(), atol=1e-6)


if __name__ == "__main__":
    unittest.main()
