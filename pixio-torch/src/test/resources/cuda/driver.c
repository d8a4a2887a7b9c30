/* NVIDIA's driver as far as it is asked, with two GPUs, or none, or an error; see FakeDriverTest. */
#include <string.h>

#ifndef INIT
#define INIT 0
#endif
#ifndef VERSION
#define VERSION 13010
#endif

int cuInit(unsigned flags) { return flags == 0 ? INIT : 1; }
int cuDriverGetVersion(int *version) { *version = VERSION; return 0; }
int cuDeviceGetCount(int *count) { *count = 2; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = 40 + ordinal; return 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = device == 40 ? 150000000000 : 8000000000; return 0; }
int cuDeviceGetName(char *name, int length, int device) { strncpy(name, device == 40 ? "Large GPU" : "Small GPU", length); return 0; }
int cuDeviceGetPCIBusId(char *id, int length, int device) { strncpy(id, device == 40 ? "0000:01:00.0" : "0000:02:00.0", length); return 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  if (attribute == 75) *value = device == 40 ? 9 : 6;
  else if (attribute == 76) *value = device == 40 ? 0 : 1;
  else return 1;
  return 0;
}
int cuGetErrorString(int error, const char **text) {
  if (error != 100) return 1;
  *text = "no CUDA-capable device is detected";
  return 0;
}
