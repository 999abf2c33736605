/**
 * Who may use how much: the shares and quotas of tenants. Starting points: {@link dev.triptych.runtime.tenant.TenantTable},
 * then {@link dev.triptych.runtime.tenant.Tenants}.
 */
@NullMarked
package dev.triptych.runtime.tenant;

import org.jspecify.annotations.NullMarked;
