package org.halfspace.spi.analysis;

import java.util.Map;

/**
 * A picture, as a Vega-Lite specification whose data are inside it or are the run's rows.
 *
 * @param name a short name, unique within the analysis: {@code "spectrum"}
 * @param caption what one sees, in one sentence
 * @param specification the Vega-Lite specification as JSON values: maps, lists, texts, numbers, booleans. Where it names the
 *     data set {@code "rows"} and brings none of that name, it gets the run's rows
 */
public record Figure(String name, String caption, Map<String, Object> specification) {}
