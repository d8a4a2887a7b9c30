/* The driver's management library as far as it is asked; see FakeDriverTest. */
#include <string.h>

typedef struct { unsigned long long total, free, used; } Memory;

int nvmlInit_v2(void) { return 0; }
int nvmlShutdown(void) { return 0; }
int nvmlSystemGetDriverVersion(char *version, unsigned length) { strncpy(version, "580.65.06", length); return 0; }
int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **device) {
  *device = (void *) id;
  return strcmp(id, "0000:01:00.0") == 0 ? 0 : 6; /* not found */
}
int nvmlDeviceGetMemoryInfo(void *device, Memory *memory) {
  memory->total = 150000000000;
  memory->free = 149000000000;
  memory->used = 1000000000;
  return device == 0;
}
