/* What a Cortex-M4 runs first: copies variables from flash, switches the
 * floating-point unit on and enters the C library. */

#include <stdint.h>
#include <string.h>

extern char data_start[], data_end[], data_source[], stack_top[];
void _start(void);

static void halt(void) {
  for (;;)
    ;
}

void reset(void) {
  volatile uint32_t *coprocessors = (volatile uint32_t *)0xE000ED88;
  *coprocessors |= 0xFu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  memcpy(data_start, data_source, (size_t)(data_end - data_start));
  _start();
}

/* The stack, and what to call after a reset, for an NMI and for faults. */
__attribute__((section(".vectors"), used)) static const void *vectors[16] = {
    stack_top,    (void *)reset, (void *)halt, (void *)halt,
    (void *)halt, (void *)halt,  (void *)halt};
