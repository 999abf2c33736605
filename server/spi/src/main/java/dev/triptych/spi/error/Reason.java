package dev.triptych.spi.error;

import static dev.triptych.spi.error.Code.CANCELLED;
import static dev.triptych.spi.error.Code.FAILED_PRECONDITION;
import static dev.triptych.spi.error.Code.INTERNAL;
import static dev.triptych.spi.error.Code.INVALID_ARGUMENT;
import static dev.triptych.spi.error.Code.NOT_FOUND;
import static dev.triptych.spi.error.Code.RESOURCE_EXHAUSTED;
import static dev.triptych.spi.error.Code.UNAVAILABLE;
import static dev.triptych.spi.error.Code.UNIMPLEMENTED;

/**
 * Why something was refused or failed, as code can act on it: the {@code reason} of the error's {@code ErrorInfo}.
 *
 * <p>Names are part of the wire contract: they may be added, never removed or renamed. {@code docs/errors.md} is
 * generated from them.
 */
public enum Reason {
    MEDIA_EMPTY(INVALID_ARGUMENT, "The image, audio or video has no bytes.", "Send the file's contents."),
    MEDIA_TYPE_UNSUPPORTED(
            INVALID_ARGUMENT,
            "The bytes are of no format that is served.",
            "Send one of the formats that the message lists."),
    MEDIA_TYPE_MISMATCH(
            INVALID_ARGUMENT,
            "Reserved, and not sent by this release: no call declares a type; the bytes tell it.",
            ""),
    IMAGE_TRUNCATED(INVALID_ARGUMENT, "The image ends before its last row.", "Send the whole file."),
    IMAGE_CORRUPT(INVALID_ARGUMENT, "The image cannot be decoded.", "Check the file with another program."),
    IMAGE_TOO_LARGE(
            INVALID_ARGUMENT, "The image has more pixels or bytes than are accepted.", "Scale it down before sending."),
    TEXT_EMPTY(INVALID_ARGUMENT, "The text is empty.", "Send at least one character."),
    TEXT_TOO_LONG(INVALID_ARGUMENT, "The text is longer than is accepted.", "Shorten it, or allow truncation."),
    TEXT_INVALID(INVALID_ARGUMENT, "The text is not valid UTF-8.", "Encode it as UTF-8."),
    FIELD_MISSING(INVALID_ARGUMENT, "A required field is missing.", "Set the field that the message names."),
    FIELD_INVALID(INVALID_ARGUMENT, "A field's value is out of its range.", "Use a value inside the stated range."),
    PARAMETER_INVALID(
            INVALID_ARGUMENT,
            "A request parameter has the wrong type or value, or is reserved.",
            "Correct or drop the parameter."),
    NAME_INVALID(INVALID_ARGUMENT, "A model name is not an identifier.", "Use [A-Za-z0-9][A-Za-z0-9._-]{0,127}."),
    MODEL_AMBIGUOUS(
            FAILED_PRECONDITION, "No model was named and several serve the task.", "Name one of the models listed."),
    MODALITY_UNSUPPORTED(
            INVALID_ARGUMENT,
            "The model does not take this modality for this task.",
            "Send a modality that the model lists."),
    SPACE_MISMATCH(
            FAILED_PRECONDITION,
            "The vectors are of another embedding space than expected.",
            "Use the model that made the index, or re-index."),
    TENSOR_TYPE(
            INVALID_ARGUMENT,
            "A tensor has the wrong or an unknown data type.",
            "Use the type that the message names."),
    TENSOR_SHAPE(INVALID_ARGUMENT, "A tensor's shape does not fit the model.", "Use the shape that the message names."),
    SHAPE_OVERFLOW(INVALID_ARGUMENT, "A shape's product is too large.", "Send a smaller tensor."),
    TENSOR_SIZE(INVALID_ARGUMENT, "A tensor's bytes do not match its shape.", "Send exactly the bytes the shape asks."),
    TENSOR_CONTENTS(
            INVALID_ARGUMENT, "A tensor carries raw and typed contents, or neither.", "Send one kind of contents."),
    BYTES_MALFORMED(
            INVALID_ARGUMENT,
            "A BYTES tensor's length prefixes do not add up.",
            "Prefix each element with its length in 4 bytes, little-endian."),
    DUPLICATE_INPUT(INVALID_ARGUMENT, "An input is given twice.", "Give each input once."),
    INPUT_UNKNOWN(INVALID_ARGUMENT, "An input is not the model's.", "Use one of the names listed."),
    INPUT_MISSING(INVALID_ARGUMENT, "A required input is missing.", "Send all of the model's inputs."),
    OUTPUT_UNKNOWN(
            INVALID_ARGUMENT, "An output is not the model's, or is asked twice.", "Use the names listed, once each."),
    BATCH_TOO_LARGE(INVALID_ARGUMENT, "A batch is empty or above the model's limit.", "Split the batch."),
    MESSAGE_MALFORMED(INVALID_ARGUMENT, "The message is not valid protobuf.", "Use stubs generated from the protos."),
    MODEL_REJECTED_INPUT(
            INVALID_ARGUMENT,
            "The model's graph failed on this input alone.",
            "Check the values against what the model expects."),
    MODEL_UNKNOWN(NOT_FOUND, "No such model or version is served.", "List the models."),
    LABEL_SET_UNKNOWN(NOT_FOUND, "No such label set is held.", "List the models and their label sets."),
    MODEL_FAILED(FAILED_PRECONDITION, "The model could not be loaded.", "See the model listing for the reason."),
    MODEL_CORRUPT(
            FAILED_PRECONDITION,
            "A model file is not what its name says: damaged, cut short or a placeholder.",
            "Fetch the file again."),
    MODEL_EXTERNAL_DATA(
            FAILED_PRECONDITION,
            "A tensor's external data is missing, short, or outside the model folder.",
            "Put the data inside the folder."),
    MODEL_INCOMPLETE(
            FAILED_PRECONDITION, "A model folder lacks a file or is half written.", "Finish writing the folder."),
    MODEL_UNSUPPORTED(
            FAILED_PRECONDITION,
            "The graph or the folder asks for what no plugin or backend offers.",
            "See the message."),
    MODEL_UNRECOGNISED(FAILED_PRECONDITION, "No plugin recognises the folder.", "Run `triptych inspect` on it."),
    CONFIG_INVALID(
            FAILED_PRECONDITION, "A configuration file cannot be used.", "Correct the key that the message names."),
    PLUGIN_LOAD(FAILED_PRECONDITION, "A plugin cannot be loaded.", "Rebuild it against this server's SPI."),
    BACKEND_MISSING(
            FAILED_PRECONDITION, "The backend is not installed or its driver is missing.", "Run `triptych doctor`."),
    MESSAGE_TOO_LARGE(RESOURCE_EXHAUSTED, "A message is larger than accepted.", "Send fewer or smaller items."),
    ITEM_TOO_LARGE(
            RESOURCE_EXHAUSTED, "One item alone needs more memory than the server's budget.", "Send a smaller item."),
    DECODE_TOO_COSTLY(
            RESOURCE_EXHAUSTED,
            "Decoding the media takes more work than is accepted.",
            "Encode it in a simpler way, or scale it down."),
    QUOTA_EXCEEDED(
            RESOURCE_EXHAUSTED,
            "The tenant's own quota is used up; others are not concerned.",
            "Send less at once, or have the quota that the message names raised."),
    QUEUE_FULL(UNAVAILABLE, "Too much work waits already.", "Retry after the stated time."),
    MEMORY_SHORT(
            UNAVAILABLE,
            "The byte budget is in use, messages under way hold all they may, or the device has no memory left.",
            "Retry after the stated time."),
    MODEL_LOADING(UNAVAILABLE, "The model is being loaded.", "Retry after the stated time."),
    MODEL_UNLOADING(UNAVAILABLE, "The model is being unloaded.", "Retry on another replica."),
    DRAINING(UNAVAILABLE, "The server is shutting down.", "Retry on another replica."),
    DEVICE_LOST(UNAVAILABLE, "The device failed.", "Retry on another replica."),
    DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "The deadline passed.", "Allow more time, or send less."),
    CALL_CANCELLED(CANCELLED, "The caller went away.", ""),
    NOT_OFFERED(UNIMPLEMENTED, "The server does not offer this.", "See the documentation for what is served."),
    TASK_UNSUPPORTED(UNIMPLEMENTED, "The model does not have this task.", "Use a model whose listing has it."),
    PLUGIN_FAILURE(INTERNAL, "The model's plugin failed.", "Report it to the plugin's author with the request id."),
    BACKEND_FAILURE(INTERNAL, "The backend failed.", "Report it with the request id."),
    SERVER_DEFECT(INTERNAL, "The server failed.", "Report it with the request id.");

    private final Code code;
    private final String meaning;
    private final String fix;

    Reason(Code code, String meaning, String fix) {
        this.code = code;
        this.meaning = meaning;
        this.fix = fix;
    }

    /** The canonical code. */
    public Code code() {
        return code;
    }

    /** One sentence on what happened. */
    public String meaning() {
        return meaning;
    }

    /** One sentence on what to do about it; may be empty. */
    public String fix() {
        return fix;
    }
}
