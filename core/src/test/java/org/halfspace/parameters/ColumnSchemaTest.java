package org.halfspace.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.halfspace.spi.Column;
import org.junit.jupiter.api.Test;

class ColumnSchemaTest {
    private record Inner(@Column("A number") Integer number) {}

    private record Outer(@Column(value = "An angle", unit = "radians") double angle, @Column("More") Inner inner) {}

    private record Bare(int number) {}

    @Test
    void readsNamesUnitsAndValues() {
        var column = new ColumnSchema(Outer.class).columns().get(0);
        assertThat(column.name()).isEqualTo("angle");
        assertThat(column.description()).isEqualTo("An angle");
        assertThat(column.unit()).isEqualTo("radians");
        assertThat(column.of(new Outer(1.5, null))).isEqualTo(1.5);
    }

    @Test
    void flattensNestedRecords() {
        var leaves = new ColumnSchema(Outer.class).leaves();
        assertThat(leaves).extracting(ColumnSchema.Leaf::name).containsExactly("angle", "inner.number");
        assertThat(leaves.get(1).value().apply(new Outer(1, new Inner(3)))).isEqualTo(3);
        assertThat(leaves.get(1).value().apply(new Outer(1, null))).isNull();
    }

    @Test
    void refusesAComponentThatSaysNothing() {
        assertThatThrownBy(() -> new ColumnSchema(Bare.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Bare.number needs @Column");
    }
}
