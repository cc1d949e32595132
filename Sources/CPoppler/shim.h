#include <cairo.h>
#include <malloc.h>
#include <poppler.h>
