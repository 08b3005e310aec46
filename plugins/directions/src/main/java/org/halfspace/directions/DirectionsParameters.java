package org.halfspace.directions;

import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.spi.Parameter;

/** How directions are looked at. */
public record DirectionsParameters(
        @Parameter(
                        value = "Random directions of V along which every sample is moved",
                        defaultValue = "8",
                        min = 1,
                        max = 10000)
                int directions,
        @Parameter(
                        value = "Longest move, in multiples of the length of the sample's hidden vector",
                        defaultValue = "1e6",
                        min = 0)
                double reach,
        @Parameter(
                        value =
                                "Random directions of V per sample whose chord through a restricted hidden domain is measured",
                        defaultValue = "32",
                        min = 1,
                        max = 100000)
                int chords,
        @Parameter(value = "Write an orthonormal basis of V, l x dim V, to this .npy file", label = "FILE.npy")
                Optional<Path> basis) {

    /** Every parameter at its default. */
    public static DirectionsParameters defaults() {
        return new DirectionsParameters(8, 1e6, 32, Optional.empty());
    }
}
