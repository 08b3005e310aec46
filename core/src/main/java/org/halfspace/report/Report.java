package org.halfspace.report;

import java.util.List;
import java.util.Map;

/**
 * What a command has to say. Immutable.
 *
 * @param schema the layout's name: {@code "halfspace/directions"}
 * @param version the layout's version
 * @param title the first line of text output
 * @param findings the answer in words, one sentence each
 * @param values the figures; their components are fields of the JSON document
 * @param rowType the record that rows are; null where there is no table
 * @param rows the table
 * @param appendix further fields of the JSON document by name, records or lists of records; not part of text or CSV output
 */
public record Report(
        String schema,
        int version,
        String title,
        List<String> findings,
        Record values,
        Class<? extends Record> rowType,
        List<? extends Record> rows,
        Map<String, Object> appendix) {}
