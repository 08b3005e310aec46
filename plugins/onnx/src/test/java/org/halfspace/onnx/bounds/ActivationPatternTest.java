package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.halfspace.onnx.bounds.ActivationPattern.Unit;
import org.halfspace.onnx.bounds.Networks.Network;
import org.halfspace.onnx.graph.Node;
import org.junit.jupiter.api.Test;

class ActivationPatternTest {
    /** Sums of some hundred terms of size 1. */
    private static final double ROUNDING = 1e-11;

    private final Random random = new Random(5);

    private static List<Network> networks() {
        return List.of(new Networks(4).dense(Node.of("Relu", List.of("?"), "?")), new Networks(5).convolutional());
    }

    private static Program program(Network network) {
        return ProgramCompiler.compile(network.graph(), "x", network.shape(), "y")
                .program()
                .orElseThrow();
    }

    @Test
    void theAffineProgramOfAnInputsPatternHasTheNetworksValueThere() {
        for (Network network : networks()) {
            double[] x = random.doubles(network.inputSize(), 0, 1).toArray();
            Program program = program(network);
            double[][] values = ActivationPattern.at(program, x).values(x);
            assertThat(values[program.output()]).containsExactly(network.apply(x), within(ROUNDING));
        }
    }

    @Test
    void formsThatArePulledBackAreItsGradient() {
        for (Network network : networks()) {
            double[] x = random.doubles(network.inputSize(), 0, 1).toArray();
            Program program = program(network);
            double[] form = random.doubles(network.outputSize(), -1, 1).toArray();
            double[][][] forms = new double[1][program.values()][];
            forms[0][program.output()] = form.clone();
            double[] pulled = ActivationPattern.at(program, x).pull(forms)[0][0];
            assertThat(pulled).containsExactly(network.gradient(x, form), within(ROUNDING));
        }
    }

    @Test
    void aUnitThatIsTurnedRoundPassesWhatItStopped() {
        Network network = networks().get(0);
        double[] x = random.doubles(network.inputSize(), 0, 1).toArray();
        Program program = program(network);
        ActivationPattern pattern = ActivationPattern.at(program, x);
        int value = pattern.rectified()[0];
        for (int i = 0; i < program.size(value); i++) {
            Unit unit = new Unit(value, i);
            ActivationPattern other = pattern.flipped(List.of(unit));
            assertThat(other.isOn(unit)).isNotEqualTo(pattern.isOn(unit));
            double before = other.values(x)[other.inputOf(value)][i];
            assertThat(before > 0).isEqualTo(pattern.isOn(unit));
            assertThat(other.values(x)[value][i]).isEqualTo(pattern.isOn(unit) ? before * 0 : before);
        }
    }
}
