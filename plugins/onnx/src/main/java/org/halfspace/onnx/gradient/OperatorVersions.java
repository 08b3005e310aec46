package org.halfspace.onnx.gradient;

import java.util.Map;
import org.halfspace.onnx.gradient.OperatorEntry.Versions;

/** Which versions of ONNX's operator set have an operator, from its change log, and from what ONNX Runtime runs. */
final class OperatorVersions {
    /** Before it, operators broadcast by attributes of their own. */
    private static final long OLDEST = 7;

    /** The newest that the ONNX Runtime of this release knows. */
    static final long NEWEST = 26;

    /** The first version with each operator that is younger than the oldest set. */
    private static final Map<String, Long> FIRST = Map.ofEntries(
            Map.entry("Expand", 8L),
            Map.entry("Acosh", 9L),
            Map.entry("Asinh", 9L),
            Map.entry("Atanh", 9L),
            Map.entry("Cosh", 9L),
            Map.entry("Erf", 9L),
            Map.entry("MaxUnpool", 9L),
            Map.entry("MeanVarianceNormalization", 9L),
            Map.entry("Scatter", 9L),
            Map.entry("Shrink", 9L),
            Map.entry("Sign", 9L),
            Map.entry("Sinh", 9L),
            Map.entry("Where", 9L),
            Map.entry("DequantizeLinear", 10L),
            Map.entry("Mod", 10L),
            Map.entry("QuantizeLinear", 10L),
            Map.entry("Resize", 10L),
            Map.entry("CumSum", 11L),
            Map.entry("GatherElements", 11L),
            Map.entry("GatherND", 11L),
            Map.entry("Round", 11L),
            Map.entry("ScatterElements", 11L),
            Map.entry("ScatterND", 11L),
            Map.entry("Celu", 12L),
            Map.entry("Einsum", 12L),
            Map.entry("HardSwish", 14L),
            Map.entry("Trilu", 14L),
            Map.entry("CastLike", 15L),
            Map.entry("LayerNormalization", 17L),
            Map.entry("GroupNormalization", 18L),
            Map.entry("Mish", 18L),
            Map.entry("Gelu", 20L),
            Map.entry("Attention", 23L),
            Map.entry("RMSNormalization", 23L),
            Map.entry("RotaryEmbedding", 23L),
            Map.entry("Swish", 24L));

    /** The last version in which ONNX Runtime has each operator that it has not, or ONNX has not, in the newest. */
    private static final Map<String, Long> LAST = Map.ofEntries(
            Map.entry("Upsample", 9L),
            Map.entry("Scatter", 10L),
            Map.entry("Swish", 24L),
            Map.entry("GlobalLpPool", 21L));

    private OperatorVersions() {}

    /** The versions of an operator of ONNX's own domain; of other domains the first. */
    static Versions of(String domain, String operator) {
        return domain.isEmpty()
                ? new Versions(FIRST.getOrDefault(operator, OLDEST), LAST.getOrDefault(operator, NEWEST))
                : new Versions(1, 1);
    }
}
