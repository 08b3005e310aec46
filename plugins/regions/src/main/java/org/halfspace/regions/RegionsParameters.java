package org.halfspace.regions;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.Parameter;

/** What the user can choose. */
public record RegionsParameters(
        @Parameter(value = "The classes to look at; all when none is named", name = "class", label = "C,...", min = 0)
                List<Integer> classes,
        @Parameter(
                        value =
                                "Where hidden vectors lie, instead of the model's own domain: real, nonnegative, or box:LO,HI",
                        label = "DOMAIN")
                Optional<String> domain,
        @Parameter("List the pairs of regions that share a facet, however many pairs there are to decide")
                boolean adjacency,
        @Parameter("Give every class's witness point and direction, however many numbers that is") boolean witnesses,
        @Parameter(
                        value =
                                "Write the distance of every sample to each boundary of its class to this file: samples x 3 (L1, L2,"
                                        + " L-infinity) x m, NaN for its own class",
                        label = "FILE.npy")
                Optional<Path> distancesTo,
        @Parameter(
                        value =
                                "A plane to draw the regions on: axes:K,L of hidden space through 0, classes:I,J,K through three weight vectors,"
                                        + " samples:A,B,C through three samples, apex:A,B through two samples and the apex, random:A through a"
                                        + " sample and along two random directions",
                        label = "PLANE")
                Optional<String> slice,
        @Parameter(
                        value = "Half the side of the picture, in units of hidden space; fits the samples or 3 when 0",
                        defaultValue = "0",
                        min = 0)
                double sliceRadius,
        @Parameter(value = "Where the picture of the plane goes, as SVG", label = "FILE.svg") Optional<Path> sliceTo) {}
