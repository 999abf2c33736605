"""The shipped typed model: files and texts in, vectors out, and its raw graphs beside it."""

import struct
import zlib

import numpy as np
from case import Case, elements, photo, tensor, unit

CLS, SEP, CAT = 101, 102, 4937  # of the text tower's vocabulary
MEAN, STD, SIDE = 0.4980392156862745, 0.5019607843137255, 224


def flat_png(grey: int) -> bytes:
    """A picture that resizing and cropping leave as it is: one value all over."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress((b"\x00" + bytes([grey]) * (3 * SIDE)) * SIDE)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class MiniTest(Case):
    def vectors(self, result, name: str, rows: int) -> np.ndarray:
        vectors = result.as_numpy(name)
        self.assertEqual(((rows, 384), np.float32), (vectors.shape, vectors.dtype))
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        return vectors

    def test_image_one_jpeg_unit_vector(self):
        result = self.infer("mini", elements("image", photo("chelsea")), outputs=("image_embedding",), request_id="cat")
        self.vectors(result, "image_embedding", 1)
        answer = result.get_response()
        self.assertEqual(("mini", "1", "cat"), (answer.model_name, answer.model_version, answer.id))

    def test_text_one_unit_vector(self):
        result = self.infer("mini", elements("text", b"a photo of a cat"), outputs=("text_embedding",))
        self.vectors(result, "text_embedding", 1)

    def test_both_in_one_call_each_as_if_alone(self):
        images, texts = [photo("chelsea"), photo("coffee"), photo("rocket")], [b"a cat", b"a rocket"]
        result = self.infer("mini", elements("image", *images), elements("text", *texts))
        together = self.vectors(result, "image_embedding", 3)
        for row, image in zip(together, images):
            alone = self.infer("mini", elements("image", image), outputs=("image_embedding",))
            np.testing.assert_allclose(alone.as_numpy("image_embedding")[0], row, atol=1e-5)
        together = self.vectors(result, "text_embedding", 2)
        for row, text in zip(together, texts):
            alone = self.infer("mini", elements("text", text), outputs=("text_embedding",))
            np.testing.assert_allclose(alone.as_numpy("text_embedding")[0], row, atol=1e-5)

    def test_output_without_its_input_empty_with_dimension(self):
        result = self.infer("mini", elements("text", b"a cat"), outputs=("image_embedding", "text_embedding"))
        self.assertEqual([0, 384], list(result.get_output("image_embedding").shape))
        self.assertEqual((0, 384), result.as_numpy("image_embedding").shape)
        self.assertEqual(b"", result.get_response().raw_output_contents[0])
        self.vectors(result, "text_embedding", 1)

    def test_photos_nearest_text_is_the_right_one(self):
        photos = {"chelsea": b"a photo of a cat", "coffee": b"a photo of a cup of coffee", "rocket": b"a photo of a rocket",
                  "flower": b"a photo of a flower", "motorcycle": b"a photo of a motorcycle"}
        result = self.infer("mini", elements("image", *map(photo, photos)), elements("text", *photos.values()))
        cosines = result.as_numpy("image_embedding") @ result.as_numpy("text_embedding").T
        self.assertEqual(list(range(len(photos))), cosines.argmax(axis=1).tolist(), cosines)

    def test_item_bad_named_by_its_index(self):
        mixed = elements("image", photo("chelsea"), b"no picture")
        self.refuses("INVALID_ARGUMENT", "element 1", lambda: self.infer("mini", mixed))
        self.refuses("INVALID_ARGUMENT", "UTF-8", lambda: self.infer("mini", elements("text", b"\xff\xfe")))

    def test_nothing_sent_refused(self):
        self.refuses("INVALID_ARGUMENT", "missing input", lambda: self.infer("mini"))

    def test_text_graph_pooled_is_the_text_embedding(self):
        ids = np.array([[CLS, CAT, SEP]], np.int64)
        inputs = [tensor("input_ids", ids), tensor("attention_mask", np.ones_like(ids))]
        raw = self.infer("mini.text", *inputs, tensor("token_type_ids", np.zeros_like(ids)))
        self.assertEqual("mini.text", raw.get_response().model_name)
        typed = self.infer("mini", elements("text", b"cat"), outputs=("text_embedding",)).as_numpy("text_embedding")
        np.testing.assert_allclose(unit(raw.as_numpy("last_hidden_state").mean(axis=1)), typed, atol=1e-5)

    def test_image_graph_normalised_is_the_image_embedding(self):
        pixels = np.full((1, 3, SIDE, SIDE), (200 / 255 - MEAN) / STD, np.float32)
        raw = self.infer("mini.image", tensor("pixel_values", pixels)).as_numpy("image_embeds")
        typed = self.infer("mini", elements("image", flat_png(200)), outputs=("image_embedding",))
        np.testing.assert_allclose(unit(raw), typed.as_numpy("image_embedding"), atol=1e-4)

    def test_clip_folder_embeds_both(self):
        result = self.infer("clip-combined", elements("image", photo("chelsea")), elements("text", b"a cat"))
        for name in ("image_embedding", "text_embedding"):
            np.testing.assert_allclose(np.linalg.norm(result.as_numpy(name)), 1, atol=1e-5)
