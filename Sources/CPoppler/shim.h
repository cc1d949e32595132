#include <cairo.h>
#include <cairo-pdf.h>
#include <malloc.h>
#include <poppler.h>
