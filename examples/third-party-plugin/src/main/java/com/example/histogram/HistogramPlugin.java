package com.example.histogram;

import dev.triptych.media.MediaLimits;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.ModelPlugin;
import dev.triptych.spi.model.Recognition;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Properties;

/** Serves folders with a {@code histogram.properties}: images by how bright their pixels are. */
public final class HistogramPlugin implements ModelPlugin {
    private static final String FILE = "histogram.properties";

    @Override
    public String name() {
        return "histogram";
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public Recognition recognise(ModelFolder folder) {
        return folder.has(FILE)
                ? new Recognition.Recognised(100, FILE, List.of())
                : new Recognition.NotMine("no " + FILE);
    }

    @Override
    public Model load(ModelDefinition definition, LoadContext context) {
        return new HistogramModel(new HistogramEmbedder(
                bins(definition.folder().text(FILE)), MediaLimits.DEFAULT.withImages(context.imageLimits())));
    }

    private static int bins(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw TaskException.of(Reason.CONFIG_INVALID, FILE + " cannot be read", e);
        }
        String bins = properties.getProperty("bins", "8").trim();
        if (!bins.matches("[0-9]{1,3}") || Integer.parseInt(bins) < 2 || Integer.parseInt(bins) > 256) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, FILE + ": bins must be a whole number from 2 to 256, got " + Quoted.text(bins));
        }
        return Integer.parseInt(bins);
    }
}
