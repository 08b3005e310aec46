package org.halfspace.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a row or summary record: a column of the table that text, JSON, CSV and every later report are
 * made of. A component {@code centredRank} is {@code centredRank} in JSON and in a table's head.
 *
 * <p>A component's type is one of {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String}, an enum, their
 * boxed forms (null means "does not apply"), a {@code List} or an array of these, or a record of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {

    /** What it says, in one sentence. */
    String value();

    /** The unit: {@code probability}, {@code logits}, {@code pixels}; empty for a count or a name. */
    String unit() default "";
}
