package org.halfspace.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class HalfTest {
    @Test
    void every_float16_survives_the_way_through_float() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.fromFloat16((short) bits);
            if (!Float.isNaN(value) && bits != 0x8000) {
                assertThat(Half.toFloat16(value)).isEqualTo((short) bits);
            }
        }
        assertThat(Half.fromFloat16((short) 0x3c00)).isEqualTo(1);
        assertThat(Half.fromFloat16((short) 0x7bff)).isEqualTo(65504);
        assertThat(Half.fromFloat16((short) 0x0001)).isEqualTo(0x1p-24f);
    }

    @Property
    void rounding_to_sixteen_bits_goes_to_a_nearest_number(@ForAll @FloatRange(min = -1000, max = 1000) float value) {
        double half = Half.fromFloat16(Half.toFloat16(value));
        assertThat(Math.abs(half - value)).isLessThanOrEqualTo(Math.max(Math.abs(value) * 0x1p-11, 0x1p-25));
        double brain = Half.fromBfloat16(Half.toBfloat16(value));
        assertThat(Math.abs(brain - value)).isLessThanOrEqualTo(Math.abs(value) * 0x1p-8);
    }
}
