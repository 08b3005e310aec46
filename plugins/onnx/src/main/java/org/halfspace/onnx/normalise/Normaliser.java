package org.halfspace.onnx.normalise;

import java.util.Objects;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;

/**
 * Brings a graph into normal form: operator set {@value #OPSET}, or the model's own where that is newer; constants folded;
 * {@code Identity} and {@code Dropout} gone; branches with a constant condition taken; batch normalisations folded into the
 * affine operator before them. Thread-safe.
 */
public final class Normaliser {
    /** The operator set of the normal form: the first with LayerNormalization, and one where ScatterElements can add. */
    public static final long OPSET = 17;

    private final GraphProbe probe;

    /** @param probe computes constants */
    public Normaliser(GraphProbe probe) {
        this.probe = Objects.requireNonNull(probe);
    }

    /**
     * The normal form. Inputs and outputs keep their names, types and sizes.
     *
     * @throws InputException if the graph uses an operator in a form that is older than this class knows
     */
    public Graph normalise(Graph graph) {
        ConstantFolding folding = new ConstantFolding(probe);
        Graph upgraded = new OpsetUpgrade(probe).apply(graph);
        Graph folded = folding.apply(Aliases.removed(upgraded));
        Graph straight = BranchInlining.apply(folded);
        if (straight != folded) {
            // A branch can bring constants and branches of its own.
            return normalise(straight);
        }
        return BatchNormFolding.apply(folded).pruned();
    }
}
