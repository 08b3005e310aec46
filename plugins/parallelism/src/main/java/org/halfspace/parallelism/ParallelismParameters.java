package org.halfspace.parallelism;

import java.util.Optional;
import org.halfspace.spi.Parameter;

/** What can be asked of {@link ParallelismAnalysis}. */
public record ParallelismParameters(
        @Parameter(
                        value =
                                "List the pairs of boundaries at an angle below this, or certify that there are none; in radians",
                        label = "RADIANS",
                        min = 0,
                        max = Math.PI / 2)
                Optional<Double> angle,
        @Parameter(value = "How many of the most parallel pairs to find", defaultValue = "20", min = 0, max = 10_000)
                int top,
        @Parameter(
                        "Also bound all angles from the dual basis, which takes seconds and does not need the search: a cross-check")
                boolean dual,
        @Parameter("Count the cosines of all pairs of boundaries") boolean histogram,
        @Parameter(
                        value =
                                "The largest norm of a hidden vector, for statements on almost collinear classes; taken from the"
                                        + " data where there are some",
                        label = "RHO",
                        min = 0)
                Optional<Double> radius) {}
