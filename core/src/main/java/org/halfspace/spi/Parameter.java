package org.halfspace.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a parameter record. The command line's options, the keys of files and the reference pages are
 * derived from it. A component {@code inputScale} becomes the option {@code --input-scale} and the key
 * {@code input-scale}.
 *
 * <p>A component's type is one of {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * {@code java.nio.file.Path}, an enum, {@code java.util.Optional} of one of these, or {@code java.util.List} of one of
 * these (values separated by commas). Numbers may be written as fractions: {@code 8/255}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Parameter {

    /** What it is for, in one sentence, with its unit. */
    String value();

    /**
     * The default, as it would be written on the command line. An empty text means: {@code false} for a boolean, empty
     * for an optional and a list, and "must be given" for anything else.
     */
    String defaultValue() default "";

    /** The option's name where it cannot be the component's, as {@code class} cannot. */
    String name() default "";

    /** How the value is named in help: {@code N}, {@code FILE}, {@code LO,HI}. Derived from the type when empty. */
    String label() default "";

    /** The least value of a number (of every number of a list), inclusive. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The greatest value of a number (of every number of a list), inclusive. */
    double max() default Double.POSITIVE_INFINITY;
}
