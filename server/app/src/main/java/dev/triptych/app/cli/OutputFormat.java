package dev.triptych.app.cli;

/** How results are printed. */
public enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** One JSON document. */
    JSON,
    /** One JSON document a line for each result. */
    JSONL
}
