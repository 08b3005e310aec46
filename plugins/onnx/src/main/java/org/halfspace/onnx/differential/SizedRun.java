package org.halfspace.onnx.differential;

import java.util.List;
import java.util.function.Supplier;

/** A network that is run in one way on small batches and in another on others, each made by the first call that needs it. Thread-safe. */
final class SizedRun implements Run {
    private final int fewestOfMany;
    private final Supplier<Run> makeForFew;
    private final Supplier<Run> makeForMany;
    private Run forFew;
    private Run forMany;

    /**
     * @param fewestOfMany how many rows make a batch that is not small
     * @param makeForFew called once at most
     * @param makeForMany called once at most
     */
    SizedRun(int fewestOfMany, Supplier<Run> makeForFew, Supplier<Run> makeForMany) {
        this.fewestOfMany = fewestOfMany;
        this.makeForFew = makeForFew;
        this.makeForMany = makeForMany;
    }

    @Override
    public void run(int count, List<Port> inputs, List<Port> outputs) {
        (count < fewestOfMany ? forFew() : forMany()).run(count, inputs, outputs);
    }

    private synchronized Run forFew() {
        if (forFew == null) {
            forFew = makeForFew.get();
        }
        return forFew;
    }

    private synchronized Run forMany() {
        if (forMany == null) {
            forMany = makeForMany.get();
        }
        return forMany;
    }
}
