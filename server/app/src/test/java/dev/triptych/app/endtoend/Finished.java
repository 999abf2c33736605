package dev.triptych.app.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command that has ended.
 *
 * @param status its exit status
 * @param out all of its standard output, as UTF-8
 * @param err all of its standard error
 */
record Finished(int status, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Finished of(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without reading its input; how it ended is what the test looks at.
            process.onExit().join();
        }
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try {
            if (!process.waitFor(ServerProcess.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the command does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            // By the handle: the process's own method closes the streams, and what is still unread would be lost.
            process.toHandle().destroyForcibly();
        }
        return new Finished(process.exitValue(), out.join(), err.join());
    }

    /** Its standard output as one JSON document. */
    JsonNode json() {
        return json(out);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
