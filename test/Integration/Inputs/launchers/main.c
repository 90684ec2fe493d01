/* There need be no device. */
#include <lowres_gpu.h>

int main(void) {
  int64_t memory = lowres_gpu_allocate(16);
  lowres_gpu_free(memory);
  return 0;
}
