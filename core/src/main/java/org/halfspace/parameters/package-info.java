/**
 * Records as forms: what options, keys, help and tables are derived from. {@link org.halfspace.parameters.ParameterSchema} reads a
 * parameter record, {@link org.halfspace.parameters.ColumnSchema} a row or summary record.
 */
package org.halfspace.parameters;
